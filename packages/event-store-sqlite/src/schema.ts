import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  explaining,
  FileNotOpenedError,
  FileReadOnlyError,
  NewerFormatError,
  NotALedgerError,
} from './errors.ts';

/** The format this program writes, kept in `user_version`. */
const ledgerFormat = 1;
/** "Casl" in ASCII, kept in `application_id`, so that `file` and we can tell a ledger from any other SQLite file. */
const ledgerApplicationId = 0x4361736c;

/**
 * Streams and kinds (category and type) are named once; events carry their numbers. `position` is the rowid: reading in global order
 * is a plain scan. Data and metadata are the exact JSON texts. Stored events can be neither changed nor deleted.
 */
const tables = `
  CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  CREATE TABLE kinds (id INTEGER PRIMARY KEY, category TEXT NOT NULL, type TEXT NOT NULL, UNIQUE (category, type)) STRICT;
  CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    stream INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    leaf_hash BLOB,
    metadata TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX events_by_stream ON events (stream, revision);
  CREATE UNIQUE INDEX events_by_id ON events (stream, id);
`;

const guards = ['streams', 'kinds', 'events']
  .flatMap((table) => ['UPDATE', 'DELETE'].map((verb) => ({ table, verb })))
  .map(
    ({ table, verb }) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
      BEGIN SELECT RAISE(ABORT, '${table} are never changed or deleted'); END;`,
  )
  .join('\n');

/** What can be set per connection; the choices and their measurements stand in infra/decisions. */
const pragmas = `
  PRAGMA synchronous = FULL;
  PRAGMA cache_size = -16384;
  PRAGMA wal_autocheckpoint = 1000;
  PRAGMA journal_size_limit = 16777216;
  PRAGMA temp_store = MEMORY;
`;

const pragma = (db: DatabaseSync, name: string): unknown =>
  Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0];

/** Whether nobody has put anything into the file yet. */
const isEmpty = (db: DatabaseSync) => db.prepare('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;

function create(db: DatabaseSync): void {
  db.exec('BEGIN IMMEDIATE');
  // Another process may have been faster between our look and the lock.
  if (isEmpty(db)) {
    db.exec(tables);
    db.exec(guards);
    db.exec(`PRAGMA application_id = ${ledgerApplicationId}; PRAGMA user_version = ${ledgerFormat}`);
  }
  db.exec('COMMIT');
}

/** Throws unless the file is a ledger of a format we know. */
function assertFormat(db: DatabaseSync, path: string): void {
  const format = pragma(db, 'user_version');
  if (pragma(db, 'application_id') !== ledgerApplicationId || typeof format !== 'number')
    throw new NotALedgerError(path);
  if (format > ledgerFormat) throw new NewerFormatError(path, format, ledgerFormat);
}

export interface WritingOptions {
  readonly lockWaitMs: number;
  /** The file may not grow beyond this. */
  readonly fileBytesMax?: number | undefined;
}

/** A connection that may write. Makes the ledger when the file does not exist. Throws the classes of errors.ts. */
export function openWriting(path: string, { lockWaitMs, fileBytesMax }: WritingOptions): DatabaseSync {
  if (!mayWrite(path)) throw new FileReadOnlyError(path);
  return opened(path, { timeout: lockWaitMs }, (db) => {
    const isNew = isEmpty(db);
    if (!isNew) assertFormat(db, path);
    if (pragma(db, 'journal_mode') !== 'wal') db.exec('PRAGMA journal_mode = WAL');
    if (isNew) create(db);
    assertFormat(db, path);
    db.exec(pragmas);
    if (fileBytesMax !== undefined)
      db.exec(`PRAGMA max_page_count = ${Math.floor(fileBytesMax / Number(pragma(db, 'page_size')))}`);
    // From here on a lock is waited for by sleeping, which lets the rest of the program run.
    db.exec('PRAGMA busy_timeout = 0');
  });
}

/** A connection that only reads. Throws the classes of errors.ts. */
export function openReading(path: string, lockWaitMs: number): DatabaseSync {
  return opened(path, { timeout: lockWaitMs, readOnly: true }, (db) => {
    if (isEmpty(db)) throw new FileNotOpenedError(path);
    assertFormat(db, path);
    db.exec('PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY');
  });
}

/** SQLite opens what it may not write for reading and complains at the first write; we look before. */
function mayWrite(path: string): boolean {
  const folder = dirname(path);
  return !existsSync(folder) || (isWritable(folder) && (!existsSync(path) || isWritable(path)));
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch (error) {
    if (
      error instanceof Error &&
      'code' in error &&
      (error.code === 'EACCES' || error.code === 'EROFS' || error.code === 'EPERM')
    )
      return false;
    throw error;
  }
}

function opened(
  path: string,
  options: { readonly timeout: number; readonly readOnly?: boolean },
  prepare: (db: DatabaseSync) => void,
): DatabaseSync {
  return explaining(path, () => {
    const db = new DatabaseSync(path, options);
    try {
      prepare(db);
    } catch (error) {
      db.close();
      throw error;
    }
    return db;
  });
}
