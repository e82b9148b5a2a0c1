import type { DatabaseSync } from 'node:sqlite';
import type {
  EventFilter,
  EventMetadata,
  ReadStreamOptions,
  RecordedEvent,
  Scan,
  ScanRequest,
} from '@caselog/event-store';
import { assertCount, assertStreamName } from '@caselog/event-store';
import { Kinds } from './kinds.ts';
import type { RawEvent } from './leaf.ts';
import { explaining } from './errors.ts';
import { nextTurn } from './turn.ts';

/** Filtered scans look at so many positions at most before they let others run. */
const scanWindow = 20_000;
/** A long stream is read in pieces of so many events, for the same reason. */
const streamPieceMax = 1000;

const last = Number.MAX_SAFE_INTEGER;

// An event's columns, in the order of `decode`. The stream's name is joined: it costs less than a second look-up from here.
const columns = 'e.position, s.name, e.revision, e.kind, hex(e.id), e.metadata, e.data';
const fromEvents = `SELECT ${columns} FROM events e JOIN streams s ON s.id = e.stream`;
const inFilter = `kind IN (SELECT id FROM kinds WHERE
  (:categories IS NULL OR category IN (SELECT value FROM json_each(:categories))) AND
  (:types IS NULL OR type IN (SELECT value FROM json_each(:types))))`;

type Row = readonly [
  position: number,
  stream: string,
  revision: number,
  kind: number,
  idHex: string,
  metadata: string,
  data: string,
];

const prepareAll = (db: DatabaseSync) => ({
  head: db.prepare('SELECT max(position) FROM events', { returnArrays: true }),
  forward: db.prepare(`${fromEvents} WHERE position > ? ORDER BY position LIMIT ?`, { returnArrays: true }),
  backward: db.prepare(`${fromEvents} WHERE position < ? ORDER BY position DESC LIMIT ?`, {
    returnArrays: true,
  }),
  forwardFiltered: db.prepare(
    `${fromEvents} WHERE position > :from AND position <= :until AND ${inFilter} ORDER BY position LIMIT :limit`,
    { returnArrays: true },
  ),
  backwardFiltered: db.prepare(
    `${fromEvents} WHERE position < :from AND position >= :until AND ${inFilter} ORDER BY position DESC LIMIT :limit`,
    { returnArrays: true },
  ),
  streamForward: db.prepare(
    `${fromEvents} WHERE s.name = ? AND e.revision >= ? ORDER BY e.revision LIMIT ?`,
    { returnArrays: true },
  ),
  streamBackward: db.prepare(
    `${fromEvents} WHERE s.name = ? AND e.revision <= ? ORDER BY e.revision DESC LIMIT ?`,
    { returnArrays: true },
  ),
  raw: db.prepare(
    `SELECT e.position, s.name AS stream, e.revision, e.kind, hex(e.id) AS idHex, e.metadata ->> '$.recordedAt' AS recordedAt,
       CAST(e.metadata AS BLOB) AS metadataBytes, CAST(e.data AS BLOB) AS dataBytes, e.leaf_hash AS leafHash
     FROM events e JOIN streams s ON s.id = e.stream WHERE position > ? ORDER BY position LIMIT ?`,
  ),
});

/** The UUID of 32 hexadecimal digits. */
function uuidOf(digits: string): string {
  const hex = digits.toLowerCase();
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const listOf = (names: readonly string[] | undefined) => (names ? JSON.stringify(names) : null);

/** Reads through one connection. Each call sees one consistent state of the file; none waits for the writer. */
export class Reader {
  readonly #path: string;
  readonly #sql: ReturnType<typeof prepareAll>;
  readonly #kinds: Kinds;

  constructor(db: DatabaseSync, path: string) {
    this.#path = path;
    this.#sql = prepareAll(db);
    this.#kinds = new Kinds(db, false);
  }

  /** The last position, 0 when there is none. */
  head(): number {
    return explaining(this.#path, () => (this.#sql.head.get() as unknown as [number | null])[0] ?? 0);
  }

  scan({ from, direction, limit, filter }: ScanRequest): Scan {
    if (filter?.categories || filter?.types) return this.#scanFiltered(from, direction, limit, filter);
    const events = this.#events(() => this.#sql[direction].all(from, limit));
    return { events, reached: events.at(-1)?.position ?? from, atEnd: events.length < limit };
  }

  #scanFiltered(from: number, direction: 'forward' | 'backward', limit: number, filter: EventFilter): Scan {
    const head = this.head();
    const isForward = direction === 'forward';
    const until = isForward
      ? Math.min(from + scanWindow, head)
      : Math.max(Math.min(from, head + 1) - scanWindow, 1);
    const statement = isForward ? this.#sql.forwardFiltered : this.#sql.backwardFiltered;
    const { categories, types } = filter;
    const wanted = {
      from,
      until,
      limit,
      categories: listOf(categories),
      types: listOf(types),
    };
    const events = this.#events(() => statement.all(wanted));
    if (events.length === limit) return { events, reached: events.at(-1)!.position, atEnd: false };
    return isForward
      ? { events, reached: Math.max(until, from), atEnd: until >= head }
      : { events, reached: Math.min(until, from), atEnd: until <= 1 };
  }

  /** A stream's events, wanted ones only. Long streams come in pieces between which others run. */
  async readStream(stream: string, options: ReadStreamOptions): Promise<readonly RecordedEvent[]> {
    const { direction = 'forward', limit = last } = options;
    const step = direction === 'forward' ? 1 : -1;
    const statement = direction === 'forward' ? this.#sql.streamForward : this.#sql.streamBackward;
    let from = options.from ?? (direction === 'forward' ? 0 : last);
    assertStreamName(stream);
    assertCount('a revision', from);
    assertCount('a limit', limit);
    const events: RecordedEvent[] = [];
    for (;;) {
      const wanted = Math.min(limit - events.length, streamPieceMax);
      const piece = this.#events(() => statement.all(stream, from, wanted));
      if (events.length === 0 && piece.length < wanted) return piece;
      for (const event of piece) events.push(event);
      if (piece.length < wanted || events.length === limit) return events;
      from = piece.at(-1)!.revision + step;
      if (from < 0) return events;
      await nextTurn();
    }
  }

  /** Events behind a position as they lie in the file. */
  raw(after: number, limit: number): readonly RawEvent[] {
    return explaining(this.#path, () => this.#sql.raw.all(after, limit).map((row) => this.#rawOf(row)));
  }

  #rawOf({ kind, idHex, leafHash, ...row }: Record<string, unknown>): RawEvent {
    const { type } = this.#kinds.named(kind as number);
    return {
      ...row,
      type,
      id: uuidOf(idHex as string),
      ...(leafHash !== null && { leafHash }),
    } as unknown as RawEvent;
  }

  #events(query: () => unknown): RecordedEvent[] {
    return explaining(this.#path, () => (query() as Row[]).map((row) => this.#decode(row)));
  }

  #decode([position, stream, revision, kind, idHex, metadata, data]: Row): RecordedEvent {
    return {
      id: uuidOf(idHex),
      type: this.#kinds.named(kind).type,
      stream,
      revision,
      position,
      data: JSON.parse(data) as unknown,
      metadata: JSON.parse(metadata) as EventMetadata,
    };
  }
}
