import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { isSqlite, sqliteConstraint } from './errors.ts';

const columns = 8;
/** Rows to a statement. Fewer calls into SQLite cost less; beyond this size nothing more is gained. */
const rowsPerStatement = 32;

const insertInto = (db: DatabaseSync, rows: number) => {
  const values = Array.from({ length: rows }, () => `(?, ?, ?, ?, unhex(?, '-'), ?, ?, ?)`);
  return db.prepare(
    `INSERT INTO events (position, stream, revision, kind, id, leaf_hash, metadata, data) VALUES ${values.join(', ')}`,
  );
};

/** An event's columns, in the order of the table. */
export type EventRow = readonly [
  position: number,
  stream: number,
  revision: number,
  kind: number,
  id: string,
  leafHash: Uint8Array | null,
  metadata: string,
  data: string,
];

/** Thrown where gathered rows break a rule of the tables, and it is not known which: the groups must be written one by one. */
export class MustWriteSinglyError extends Error {
  override readonly name = 'MustWriteSinglyError';
}

/** Inserts the rows of events, one at a time or gathered. */
export class EventRows {
  readonly #one;
  readonly #many;
  #gathered: SQLInputValue[] = [];

  constructor(db: DatabaseSync) {
    this.#one = insertInto(db, 1);
    this.#many = insertInto(db, rowsPerStatement);
  }

  insert(row: EventRow): void {
    this.#one.run(...row);
  }

  /** Inserts the row with those that come after it; see `flush`. */
  gather(row: EventRow): void {
    const [position, stream, revision, kind, id, leafHash, metadata, data] = row;
    this.#gathered.push(position, stream, revision, kind, id, leafHash, metadata, data);
    if (this.#gathered.length === columns * rowsPerStatement)
      this.#run(() => this.#many.run(...this.#gathered));
  }

  /** Inserts what was gathered. Throws `MustWriteSinglyError`. */
  flush(): void {
    if (this.#gathered.length === 0) return;
    this.#run(() => {
      for (let at = 0; at < this.#gathered.length; at += columns)
        this.#one.run(...this.#gathered.slice(at, at + columns));
    });
  }

  /** Forgets what was gathered. */
  discard(): void {
    this.#gathered.length = 0;
  }

  #run(insert: () => void): void {
    try {
      insert();
    } catch (error) {
      throw isSqlite(error, sqliteConstraint)
        ? new MustWriteSinglyError('a row is refused', { cause: error })
        : error;
    }
    this.#gathered.length = 0;
  }
}
