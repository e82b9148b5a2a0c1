import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { QuarantineStore } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import { openDatabase } from '../open.ts';
import { createSqlQuarantine } from './store.ts';
import type { QuarantineTables } from './tables.ts';

const sqliteBusy = 5;
const isLocked = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === sqliteBusy;

/**
 * Whether a SQLite file holds a quarantine. It is looked at without being changed; a file that its owner keeps locked is nobody else's to
 * look at, and no quarantine of this kind.
 */
const holdsQuarantine = (path: string): boolean => {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const found = database.prepare(`select 1 from sqlite_master where name = 'quarantine_lane'`).get();
    return found !== undefined;
  } catch (error) {
    if (isLocked(error)) return false;
    throw error;
  } finally {
    database.close();
  }
};

export interface FileQuarantine {
  readonly path: string;
  readonly quarantine: QuarantineStore;
  close(): Promise<void>;
}

/**
 * The quarantines in the SQLite files of a folder: each worker keeps its own beside its checkpoint. Files that hold none are left alone,
 * and `except` names those that are looked after otherwise.
 */
export const quarantinesIn = async (
  folder: string,
  { env, except = [] }: { readonly env: Env; readonly except?: readonly string[] },
): Promise<readonly FileQuarantine[]> => {
  if (!existsSync(folder)) return [];
  const paths = readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite') && !except.includes(name))
    .toSorted()
    .map((name) => join(folder, name))
    .filter(holdsQuarantine);
  const found: FileQuarantine[] = [];
  for (const path of paths) {
    const db = await openDatabase<QuarantineTables>({ path, env });
    found.push({ path, quarantine: createSqlQuarantine(db), close: () => db.destroy() });
  }
  return found;
};
