import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A file of its own, thrown away at the end, needs no care. */
const settings = `
  pragma journal_mode = off;
  pragma synchronous = off;
  pragma locking_mode = exclusive;
  pragma temp_store = file;
  pragma cache_size = -4096;
`;

export interface Scratch {
  readonly database: DatabaseSync;
  /** Removes the file. */
  remove(): void;
}

/** A database on disk for what does not fit into memory, with these tables, in a folder of its own under `parent`. One transaction is open. */
export const openScratch = (parent: string, tables: string): Scratch => {
  const folder = mkdtempSync(join(parent, 'caselog-import-'));
  const database = new DatabaseSync(join(folder, 'scratch.sqlite'));
  database.exec(`${settings} ${tables} begin;`);
  return {
    database,
    remove() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
