import type { DatabaseSync, SQLInputValue } from 'node:sqlite';

const columns = 8;
/** Rows to a statement. Fewer calls into SQLite cost less; beyond this size nothing more is gained. */
const rowsPerStatement = 32;

const insertInto = (db: DatabaseSync, rows: number) => {
  const values = Array.from({ length: rows }, () => `(?, ?, ?, ?, unhex(?, '-'), ?, ?, ?)`);
  return db.prepare(
    `INSERT INTO events (position, stream, revision, kind, id, leaf_hash, metadata, data) VALUES ${values.join(', ')}`,
  );
};

/** Takes an event's columns, in the order of the table. */
type TakeRow = (
  position: number,
  stream: number,
  revision: number,
  kind: number,
  id: string,
  leafHash: Uint8Array | null,
  metadata: string,
  data: string,
) => void;

/** Inserts the rows of events, one at a time or gathered. */
export class EventRows {
  readonly #one;
  readonly #many;
  readonly #gathered: SQLInputValue[] = [];

  constructor(db: DatabaseSync) {
    this.#one = insertInto(db, 1);
    this.#many = insertInto(db, rowsPerStatement);
  }

  /** Inserts the row at once. */
  readonly insert: TakeRow = (position, stream, revision, kind, id, leafHash, metadata, data) => {
    this.#one.run(position, stream, revision, kind, id, leafHash, metadata, data);
  };

  /** Inserts the row with those that come after it; see `flush`. */
  readonly gather: TakeRow = (position, stream, revision, kind, id, leafHash, metadata, data) => {
    this.#gathered.push(position, stream, revision, kind, id, leafHash, metadata, data);
    if (this.#gathered.length < columns * rowsPerStatement) return;
    this.#many.run(...this.#gathered);
    this.#gathered.length = 0;
  };

  /** Inserts what was gathered. */
  flush(): void {
    for (let at = 0; at < this.#gathered.length; at += columns)
      this.#one.run(...this.#gathered.slice(at, at + columns));
    this.#gathered.length = 0;
  }

  /** Forgets what was gathered. */
  discard(): void {
    this.#gathered.length = 0;
  }
}
