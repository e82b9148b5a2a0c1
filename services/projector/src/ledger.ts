import { existsSync } from 'node:fs';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { FileNotOpenedError, openSqliteStore } from '@caselog/event-store-sqlite';
import type { Logger } from '@caselog/process';

export interface LedgerOptions {
  readonly path: string;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const lookMs = 250;

const tryOpen = (path: string, env: Env): EventStore | undefined => {
  if (!existsSync(path)) return undefined;
  try {
    return openSqliteStore({ path, env, readOnly: true });
  } catch (error) {
    // Made by its writer this very moment, and still empty.
    if (error instanceof FileNotOpenedError) return undefined;
    throw error;
  }
};

/** Opens the ledger for reading, waiting for whoever writes it to make it; undefined when the signal aborts before. */
export const openLedger = async ({
  path,
  env,
  log,
  signal,
}: LedgerOptions): Promise<EventStore | undefined> => {
  for (let isTold = false; !signal.aborted; isTold = true) {
    const store = tryOpen(path, env);
    if (store) return store;
    if (!isTold) log.info('there is no ledger yet; waiting for it');
    await env.sleep(lookMs, signal).catch((reason: unknown) => {
      if (!signal.aborted) throw reason;
    });
  }
  return undefined;
};
