import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Env } from '@caselog/env';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { ledgerFile, openHomeLedger } from '@caselog/installation/ledger';
import { openHome, UsageError } from '@caselog/process';

/** Where the ledger of a home lies. Pure. */
export const ledgerPath = (home: string): string => join(resolve(home), ledgerFile);

const using = async <Result>(
  store: SqliteStore,
  work: (store: SqliteStore) => Promise<Result>,
): Promise<Result> => {
  try {
    return await work(store);
  } finally {
    await store.close();
  }
};

/** Works with the ledger of a home, which is made when it is not there. */
export const writingLedger = async <Result>(
  home: string,
  env: Env,
  work: (store: SqliteStore) => Promise<Result>,
): Promise<Result> => using(openHomeLedger(await openHome(home), env), work);

/** Reads the ledger of a home. @throws UsageError when there is none */
export const readingLedger = async <Result>(
  home: string,
  env: Env,
  work: (store: SqliteStore) => Promise<Result>,
): Promise<Result> => {
  const path = ledgerPath(home);
  if (!existsSync(path))
    throw new UsageError(`there is no ledger in ${resolve(home)}: import a log first, or name another home`);
  return using(openSqliteStore({ path, env, readOnly: true }), work);
};
