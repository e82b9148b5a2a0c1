import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import fc from 'fast-check';

/** A row of the event table, as it was before it was damaged. */
export interface Victim {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
}

const columns = ['position', 'stream', 'revision', 'kind', 'id', 'leaf_hash', 'metadata', 'data'] as const;
type Column = (typeof columns)[number];

/** Where a byte is flipped: numbers choose among what is there. */
export interface Flip {
  readonly row: number;
  readonly column: Column;
  readonly byte: number;
  readonly bit: number;
}

const number = fc.nat({ max: 2 ** 30 });
/** Any byte of any row, every column alike. */
export const anyFlip: fc.Arbitrary<Flip> = fc.record({
  row: number,
  column: fc.constantFrom(...columns),
  byte: number,
  bit: fc.nat({ max: 7 }),
});

/** Takes away what keeps a ledger's rows as they are, as somebody who edits the file would not meet it either. */
export const unguarded = (path: string): DatabaseSync => {
  const db = new DatabaseSync(path);
  const guards = db.prepare(
    `SELECT type, name FROM sqlite_schema WHERE type = 'trigger' OR name LIKE 'events_by_%'`,
  );
  for (const { type, name } of guards.all()) db.exec(`DROP ${String(type)} ${String(name)}`);
  return db;
};

/** The bytes in which SQLite keeps a whole number: as few as hold it, the most significant first. */
const bytesOfNumber = (value: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  const width = [1, 2, 3, 4, 6, 8].find((wide) => {
    const limit = 2 ** (wide * 8 - 1);
    return value >= -limit && value < limit;
  });
  return bytes.subarray(8 - width!);
};
const numberOfBytes = (bytes: Buffer): bigint =>
  BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));

const bytesOf = (value: SQLOutputValue): Buffer =>
  typeof value === 'number' ? bytesOfNumber(value) : Buffer.from(value as Uint8Array);

const set = (db: DatabaseSync, column: Column, position: number, flipped: Buffer): void => {
  const isNumber = ['position', 'stream', 'revision', 'kind'].includes(column);
  const isText = column === 'metadata' || column === 'data';
  const value = isText ? 'CAST(? AS TEXT)' : '?';
  db.prepare(`UPDATE events SET ${column} = ${value} WHERE position = ?`).run(
    isNumber ? numberOfBytes(flipped) : flipped,
    position,
  );
};

const eventAt = (db: DatabaseSync, row: number): Victim =>
  db
    .prepare(
      `SELECT e.position, s.name AS stream, e.revision FROM events e JOIN streams s ON s.id = e.stream
       ORDER BY position LIMIT 1 OFFSET ?`,
    )
    .get(row % Number(db.prepare('SELECT count(*) AS n FROM events').get()!['n'])) as unknown as Victim;

const storedAt = (db: DatabaseSync, column: Column, position: number): Buffer => {
  const isText = column === 'metadata' || column === 'data';
  const what = isText ? `CAST(${column} AS BLOB)` : column;
  return bytesOf(
    db.prepare(`SELECT ${what} AS value FROM events WHERE position = ?`).get(position)!['value']!,
  );
};

/** The stored bytes with one bit flipped. No two rows have one position: where the flip would make them, the next bit is flipped. */
const flippedAt = (db: DatabaseSync, { column, byte, bit }: Flip, stored: Buffer): Buffer => {
  const isTaken = db.prepare('SELECT 1 FROM events WHERE position = ?');
  for (let at = (byte % stored.length) * 8 + bit; ; at += 1) {
    const flipped = Buffer.from(stored);
    flipped[Math.floor(at / 8) % stored.length]! ^= 1 << (at % 8);
    if (column !== 'position' || isTaken.get(numberOfBytes(flipped)) === undefined) return flipped;
  }
};

/** Copies a ledger and flips bits of stored values in the copy; says which events those were. */
export const damagedCopy = (from: string, to: string, flips: readonly Flip[]): Victim[] => {
  copyFileSync(from, to);
  const db = unguarded(to);
  try {
    const victims = flips.map(({ row }) => eventAt(db, row));
    flips.forEach((flip, index) => {
      const { position } = victims[index]!;
      set(db, flip.column, position, flippedAt(db, flip, storedAt(db, flip.column, position)));
    });
    return victims;
  } finally {
    db.close();
  }
};

/** All that the event table holds, or why it cannot be read. */
const contentOf = (path: string): string => {
  const db = new DatabaseSync(path, { readOnly: true });
  try {
    const rows = db
      .prepare(
        `SELECT position, stream, revision, kind, hex(id) AS id, hex(leaf_hash) AS leaf, hex(CAST(metadata AS BLOB)) AS metadata,
           hex(CAST(data AS BLOB)) AS data FROM events ORDER BY position`,
      )
      .all();
    return JSON.stringify(rows);
  } catch (error) {
    return String(error);
  } finally {
    db.close();
  }
};

/**
 * Copies a ledger and flips one bit anywhere in the pages of its event table. Says whether that changed anything that is stored: pages
 * hold unused bytes too.
 */
export const rawDamagedCopy = (
  from: string,
  to: string,
  { row, byte, bit }: Omit<Flip, 'column'>,
): boolean => {
  const db = new DatabaseSync(from, { readOnly: true });
  const pages = db.prepare(`SELECT pageno, pgsize FROM dbstat WHERE name = 'events' ORDER BY pageno`).all();
  db.close();
  const { pageno, pgsize } = pages[row % pages.length] as unknown as { pageno: number; pgsize: number };
  const bytes = readFileSync(from);
  bytes[(pageno - 1) * pgsize + (byte % pgsize)]! ^= 1 << bit;
  writeFileSync(to, bytes);
  return contentOf(to) !== contentOf(from);
};
