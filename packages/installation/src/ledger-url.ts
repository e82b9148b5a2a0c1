import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Env } from '@caselog/env';
import type { KurrentStore } from '@caselog/event-store-kurrent';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { openHome } from '@caselog/process';
import { leafHashOf } from '@caselog/tamper-evidence';
import { ledgerFile } from './ledger.ts';

/** A text that names no ledger, or a ledger that is not there. */
export class LedgerUrlError extends Error {
  override readonly name = 'LedgerUrlError';
  constructor(shown: string, problem: string) {
    super(`${shown}: ${problem}`);
  }
}

/** A ledger that was opened by its name. */
export interface NamedLedger {
  /** What it is, as it may be shown: without a password. */
  readonly name: string;
  readonly store: KurrentStore | SqliteStore;
}

type Place =
  | { readonly kind: 'cluster'; readonly connectionString: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'home'; readonly folder: string };

const clusterForm = /^(kurrentdb|kurrent|kdb|esdb)(\+discover)?:\/\//;

/** The text without the account in it. Pure. */
export const shownLedger = (url: string): string => url.replace(/:\/\/[^@/?]*@/, '://***@');

const placeOf = (url: string): Place => {
  if (clusterForm.test(url)) return { kind: 'cluster', connectionString: url };
  const scheme = /^([a-z][a-z0-9+.-]+):/.exec(url)?.[1];
  if (scheme === 'sqlite' && url !== 'sqlite:')
    return { kind: 'file', path: resolve(url.slice('sqlite:'.length)) };
  if (scheme !== undefined || url === '')
    throw new LedgerUrlError(
      shownLedger(url) || 'nothing',
      'is no ledger; name a home folder, sqlite:<file> or kurrentdb://<hosts>',
    );
  return { kind: 'home', folder: resolve(url) };
};

const pathOf = (place: Extract<Place, { kind: 'file' | 'home' }>): string =>
  place.kind === 'file' ? place.path : resolve(place.folder, ledgerFile);

/** The cluster's driver is loaded where a cluster is named only: it takes a while. */
const openCluster = async (connectionString: string, env: Env): Promise<NamedLedger> => {
  const { connectKurrentStore } = await import('@caselog/event-store-kurrent');
  return { name: shownLedger(connectionString), store: connectKurrentStore({ connectionString, env }) };
};

/**
 * Opens a ledger to read: a home folder, `sqlite:<file>`, or a cluster's `kurrentdb://…` (`esdb://…`). @throws LedgerUrlError when there is
 * none of that name; what the stores throw
 */
export const openLedgerToRead = async (url: string, env: Env): Promise<NamedLedger> => {
  const place = placeOf(url);
  if (place.kind === 'cluster') return openCluster(place.connectionString, env);
  const path = pathOf(place);
  if (!existsSync(path)) throw new LedgerUrlError(url, 'there is no ledger');
  return { name: path, store: openSqliteStore({ path, env, readOnly: true }) };
};

/** Opens a ledger to write to, by the same names; a file or home that is not there is made. @throws LedgerUrlError, what the stores throw */
export const openLedgerToWrite = async (url: string, env: Env): Promise<NamedLedger> => {
  const place = placeOf(url);
  if (place.kind === 'cluster') return openCluster(place.connectionString, env);
  if (place.kind === 'home') await openHome(place.folder);
  const path = pathOf(place);
  return { name: path, store: openSqliteStore({ path, env, leafHash: leafHashOf }) };
};
