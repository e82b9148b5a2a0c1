import type { Env } from '@caselog/env';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import type { Home } from '@caselog/process';
import {
  beginOrigin,
  LedgerDiffersError,
  LedgerSmallerError,
  openLink,
  type OpenedLink,
} from '@caselog/tamper-evidence';
import { openHomeEvidence, openNextHomeEvidence } from './evidence.ts';
import { leavesOf, openHomeNotary, takeTurn } from './notary.ts';

/** A new log was asked for where the current one can go on. */
export class OriginStandsError extends Error {
  override readonly name = 'OriginStandsError';
  readonly origin: string;
  constructor(origin: string) {
    super(`the ledger is what was signed for ${origin}: a new origin is not needed`);
    this.origin = origin;
  }
}

export interface NewHomeOriginOptions {
  readonly home: Home;
  readonly store: SqliteStore;
  readonly env: Env;
  /** Why, in one line. */
  readonly reason: string;
}

/** @throws OriginStandsError unless the ledger is smaller than what was signed, or another one */
const expectBroken = async ({ home, store, env }: NewHomeOriginOptions): Promise<void> => {
  try {
    const opened = await openHomeNotary({ home, store, env });
    opened.close();
    throw new OriginStandsError(opened.notary.origin);
  } catch (error) {
    if (!(error instanceof LedgerSmallerError) && !(error instanceof LedgerDiffersError)) throw error;
  }
};

/**
 * Begins a new log for a ledger that can no longer continue its old one, since a backup was restored for instance, and links it to the old
 * one by a statement that both keys sign. @throws OriginStandsError, NotaryRunningError, KeyFileError
 */
export const beginHomeOrigin = async (options: NewHomeOriginOptions): Promise<OpenedLink> => {
  const { home, store, env, reason } = options;
  await expectBroken(options);
  const turn = takeTurn(home);
  try {
    const previous = await openHomeEvidence(home, env);
    const next = await openNextHomeEvidence(home, env);
    const { verifier } = previous.signer;
    const note = await beginOrigin({
      source: leavesOf(store),
      durableSize: await store.head(),
      previous: { store: previous.store, verifier, signer: previous.signer },
      store: next.store,
      signer: next.signer,
      reason,
      env,
    });
    return openLink(note, [next.signer.verifier, verifier]);
  } finally {
    turn.close();
  }
};
