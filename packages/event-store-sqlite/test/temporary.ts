import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '../src/index.ts';
import type { SqliteStore, SqliteStoreOptions } from '../src/index.ts';

export interface TemporaryLedger {
  readonly folder: string;
  readonly path: string;
  open(options?: Partial<SqliteStoreOptions>): Promise<SqliteStore>;
  openAnother(options?: Partial<SqliteStoreOptions>): Promise<SqliteStore>;
  reopen(): Promise<SqliteStore>;
  /** Closes every store opened here and removes the folder. */
  close(): Promise<void>;
}

/** A ledger in a folder of its own; its stores are `always` opened so. */
export function temporaryLedger(always: Partial<SqliteStoreOptions> = {}): TemporaryLedger {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-ledger-'));
  const path = join(folder, 'ledger.db');
  const opened: SqliteStore[] = [];
  const open = async (options: Partial<SqliteStoreOptions> = {}) => {
    const store = openSqliteStore({ path, env: systemEnv, ...always, ...options });
    opened.push(store);
    return store;
  };
  const closeAll = async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  };
  return {
    folder,
    path,
    open,
    openAnother: open,
    async reopen() {
      await closeAll();
      return open();
    },
    async close() {
      await closeAll();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
