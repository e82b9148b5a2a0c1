import { existsSync } from 'node:fs';
import type { Env } from '@caselog/env';
import { FileNotOpenedError, openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import type { Home, Logger } from '@caselog/process';
import { leafHashOf } from '@caselog/tamper-evidence';

/** The ledger's file in a home. */
export const ledgerFile = 'ledger.sqlite';

export interface LedgerOptions {
  /** Read and follow what other processes write. */
  readonly readOnly?: boolean;
}

/** Opens the ledger of a home; every event it takes gets the leaf hash by which anyone can check it. @throws what the store throws. */
export const openHomeLedger = (home: Home, env: Env, { readOnly = false }: LedgerOptions = {}): SqliteStore =>
  openSqliteStore({ path: home.file(ledgerFile), env, readOnly, leafHash: leafHashOf });

const lookMs = 250;

const tryOpen = (home: Home, env: Env): SqliteStore | undefined => {
  if (!existsSync(home.file(ledgerFile))) return undefined;
  try {
    return openHomeLedger(home, env, { readOnly: true });
  } catch (error) {
    // Made by its writer this very moment, and still empty.
    if (error instanceof FileNotOpenedError) return undefined;
    throw error;
  }
};

/** Opens the ledger for reading, waiting for whoever writes it to make it; undefined when the signal aborts before. */
export const awaitHomeLedger = async (
  home: Home,
  { env, log, signal }: { readonly env: Env; readonly log: Logger; readonly signal: AbortSignal },
): Promise<SqliteStore | undefined> => {
  for (let isTold = false; !signal.aborted; isTold = true) {
    const store = tryOpen(home, env);
    if (store) return store;
    if (!isTold) log.info('there is no ledger yet; waiting for it');
    await env.sleep(lookMs, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
  return undefined;
};
