import { DatabaseSync } from 'node:sqlite';
import type { Env } from '@caselog/env';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import type { Home } from '@caselog/process';
import {
  createNotary,
  leafSourceOf,
  type LeafSource,
  type LogGeneration,
  type Notary,
  type NotaryOptions,
} from '@caselog/tamper-evidence';
import { openHomeEvidence } from './evidence.ts';

/** Another process signs the ledger of this home. */
export class NotaryRunningError extends Error {
  override readonly name = 'NotaryRunningError';
  readonly home: string;
  constructor(home: string, options: { readonly cause: unknown }) {
    super(`a notary is at work in ${home} already`, options);
    this.home = home;
  }
}

/** The file whose lock a notary holds for as long as it lives; it says nothing. */
const turnFile = 'notary.lock';

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;

/** Takes the turn to sign: two that write the same files would spoil them. The system gives it back when the process dies. */
export const takeTurn = (home: Home): DatabaseSync => {
  const db = new DatabaseSync(home.file(turnFile));
  try {
    db.exec('BEGIN EXCLUSIVE');
    return db;
  } catch (cause) {
    db.close();
    throw isBusy(cause) ? new NotaryRunningError(home.path, { cause }) : cause;
  }
};

/** The leaf hashes of a ledger, from its stored bytes. */
export const leavesOf = (store: SqliteStore): LeafSource =>
  leafSourceOf((after) => store.rawEvents({ after, batchSize: 2_000 }), store.capabilities.gapFreePositions);

export interface HomeNotaryOptions extends Pick<
  NotaryOptions,
  'everyEvents' | 'everyMs' | 'onProgress' | 'onCheckpoint'
> {
  readonly home: Home;
  readonly store: SqliteStore;
  readonly env: Env;
  /** The log's name, where it has none yet; default a random one. */
  readonly origin?: string | undefined;
}

/** A home's notary, the only one for as long as it is open. */
export interface HomeNotary {
  readonly notary: Notary;
  readonly evidence: LogGeneration;
  close(): void;
}

/**
 * Opens the notary of a home: its turn, its key, and the comparison of the whole ledger with what was signed.
 * @throws NotaryRunningError; KeyFileError; LedgerSmallerError, LedgerDiffersError when the ledger is not the one that was signed;
 * StoredHashError when an event is not what the leaf hash beside it says.
 */
export const openHomeNotary = async ({
  home,
  store,
  env,
  origin,
  ...options
}: HomeNotaryOptions): Promise<HomeNotary> => {
  const turn = takeTurn(home);
  try {
    const evidence = await openHomeEvidence(home, env, origin);
    const notary = await createNotary({
      ...options,
      source: leavesOf(store),
      store: evidence.store,
      signer: evidence.signer,
      env,
      durableSize: await store.head(),
    });
    return { notary, evidence, close: () => turn.close() };
  } catch (error) {
    turn.close();
    throw error;
  }
};
