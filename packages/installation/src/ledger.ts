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
  /** How often it is looked whether another process has written; default 25. */
  readonly pollMs?: number;
  /** Appends are written in a thread of their own: for a process that has much else to do. */
  readonly writerThread?: boolean;
}

const leafHash = { module: import.meta.resolve('@caselog/tamper-evidence'), name: leafHashOf.name };

/** Opens the ledger of a home; every event it takes gets the leaf hash by which anyone can check it. @throws what the store throws. */
export const openHomeLedger = (
  home: Home,
  env: Env,
  { readOnly = false, pollMs, writerThread = false }: LedgerOptions = {},
): SqliteStore =>
  openSqliteStore({
    path: home.file(ledgerFile),
    env,
    readOnly,
    pollMs,
    leafHash: leafHashOf,
    ...(writerThread && !readOnly && { writerThread: { leafHash } }),
  });

const lookMs = 250;

const tryOpen = (home: Home, env: Env, pollMs: number | undefined): SqliteStore | undefined => {
  if (!existsSync(home.file(ledgerFile))) return undefined;
  try {
    return openHomeLedger(home, env, { readOnly: true, ...(pollMs !== undefined && { pollMs }) });
  } catch (error) {
    // Made by its writer this very moment, and still empty.
    if (error instanceof FileNotOpenedError) return undefined;
    throw error;
  }
};

interface AwaitLedgerOptions extends Pick<LedgerOptions, 'pollMs'> {
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Opens the ledger for reading, waiting for whoever writes it to make it; undefined when the signal aborts before. */
export const awaitHomeLedger = async (
  home: Home,
  { env, log, signal, pollMs }: AwaitLedgerOptions,
): Promise<SqliteStore | undefined> => {
  for (let isTold = false; !signal.aborted; isTold = true) {
    const store = tryOpen(home, env, pollMs);
    if (store) return store;
    if (!isTold) log.info('there is no ledger yet; waiting for it');
    await env.sleep(lookMs, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
  return undefined;
};
