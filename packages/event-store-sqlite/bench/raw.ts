import type { DatabaseSync } from 'node:sqlite';
import { streamCategory } from '@caselog/event-store';
import { openWriting } from '../src/schema.ts';
import { eventsPerTicket, ticketEvent } from './workload.ts';

/** A row as it goes into the table: everything is made ready beforehand, which ours makes while the clock runs. */
export interface RawRow {
  readonly stream: string;
  readonly streamId: number;
  readonly category: string;
  readonly type: string;
  readonly position: number;
  readonly revision: number;
  readonly id: Uint8Array;
  readonly metadata: string;
  readonly data: string;
}

/** The rows of the first `count` events, in the order in which writers in flight would bring them. */
export function rawRows(count: number, inFlight: number): RawRow[] {
  return Array.from({ length: count }, (_, index) => {
    const round = Math.floor(index / (inFlight * eventsPerTicket));
    const ticket = round * inFlight + (index % inFlight);
    const revision = Math.floor((index % (inFlight * eventsPerTicket)) / inFlight);
    const { stream, event } = ticketEvent(ticket, revision);
    return {
      stream,
      streamId: ticket + 1,
      category: streamCategory(stream),
      type: event.type,
      position: index + 1,
      revision,
      id: Buffer.from(event.id.replaceAll('-', ''), 'hex'),
      metadata: JSON.stringify(event.metadata),
      data: JSON.stringify(event.data),
    };
  });
}

/** The bare driver on the same tables: no checks, no promises. */
export class RawLedger {
  readonly db: DatabaseSync;
  readonly #begin;
  readonly #commit;
  readonly #addStream;
  readonly #addEvent;
  readonly #kinds = new Map<string, number>();

  constructor(path: string) {
    this.db = openWriting(path, { lockWaitMs: 1000 });
    this.#begin = this.db.prepare('BEGIN IMMEDIATE');
    this.#commit = this.db.prepare('COMMIT');
    this.#addStream = this.db.prepare('INSERT INTO streams (id, name) VALUES (?, ?)');
    this.#addEvent = this.db.prepare(
      'INSERT INTO events (position, stream, revision, kind, id, leaf_hash, metadata, data) VALUES (?, ?, ?, ?, ?, NULL, ?, ?)',
    );
  }

  /** One transaction. */
  insert(rows: readonly RawRow[]): void {
    this.#begin.run();
    for (const row of rows) this.#insertOne(row);
    this.#commit.run();
  }

  /** All rows, `size` to a transaction. */
  insertInBatches(rows: readonly RawRow[], size: number): void {
    for (let from = 0; from < rows.length; from += size) this.insert(rows.slice(from, from + size));
  }

  #insertOne({ position, stream, streamId, revision, category, type, id, metadata, data }: RawRow): void {
    if (revision === 0) this.#addStream.run(streamId, stream);
    this.#addEvent.run(position, streamId, revision, this.#kindOf(category, type), id, metadata, data);
  }

  #kindOf(category: string, type: string): number {
    const known = this.#kinds.get(type);
    if (known !== undefined) return known;
    const id = this.#kinds.size + 1;
    this.db.prepare('INSERT INTO kinds (id, category, type) VALUES (?, ?, ?)').run(id, category, type);
    this.#kinds.set(type, id);
    return id;
  }
}
