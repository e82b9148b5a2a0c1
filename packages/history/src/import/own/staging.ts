import type { CarriedEvent } from '../../migrate/carried.ts';
import { openScratch, type Scratch } from '../scratch.ts';
import type { OwnEvent } from './own-event.ts';

/** An event on its way, with where it stands in the file. */
export interface StagedEvent extends CarriedEvent {
  readonly place: string;
}

const tables = `
  create table staged (
    position integer not null, stream text not null, revision integer not null, id text not null, type text not null,
    data text not null, metadata text not null, place text not null
  );
  create table known (stream text primary key, events integer not null) without rowid;
`;
const byStream = 'select * from staged order by stream, revision';
const unknown = `
  select s.* from staged s left join known k on k.stream = s.stream
  where s.revision >= coalesce(k.events, 0) order by s.position, s.stream, s.revision
`;

/** Keeps events on disk until all are read and checked, so that memory does not grow with the log. */
export class OwnStaging {
  readonly #scratch: Scratch;
  readonly #insert;
  readonly #know;

  /** Makes its file in a folder of its own under `parent`. */
  constructor(parent: string) {
    this.#scratch = openScratch(parent, tables);
    const { database } = this.#scratch;
    this.#insert = database.prepare('insert into staged values (?, ?, ?, ?, ?, ?, ?, ?)');
    this.#know = database.prepare('insert into known values (?, ?)');
  }

  add({ position, stream, revision, id, type, data, metadata, place }: OwnEvent): void {
    const [dataText, metadataText] = [JSON.stringify(data), JSON.stringify(metadata)];
    this.#insert.run(position, stream, revision, id, type, dataText, metadataText, place);
  }

  /** Notes how many of a stream's events the ledger holds already. */
  know(stream: string, events: number): void {
    this.#know.run(stream, events);
  }

  /** Every stream with its events, in the order of their revisions. Holds one stream. */
  *streams(): Generator<readonly StagedEvent[]> {
    let events: StagedEvent[] = [];
    for (const event of this.#select(byStream)) {
      if (events.length > 0 && events[0]!.stream !== event.stream) {
        yield events;
        events = [];
      }
      events.push(event);
    }
    if (events.length > 0) yield events;
  }

  /** What the ledger does not hold, in the order of the ledger it was written from. */
  missing(): Iterable<StagedEvent> {
    return this.#select(unknown);
  }

  /** Removes the file. */
  remove(): void {
    this.#scratch.remove();
  }

  #select(sql: string): Iterable<StagedEvent> {
    return this.#scratch.database.prepare(sql).iterate() as Iterable<unknown> as Iterable<StagedEvent>;
  }
}
