import type { Env } from '@caselog/env';
import {
  NotaryRunningError,
  openHomeNotary,
  sizeTeller,
  type EvidentLedger,
  type HomeNotary,
} from '@caselog/installation/notary';
import type { Home, Logger } from '@caselog/process';
import type { Notary } from '@caselog/tamper-evidence';
import { keepCopy } from './copies.ts';

export interface NotaryOptions {
  readonly home: Home;
  /** The ledger; reading is enough. */
  readonly store: EvidentLedger;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** The log's name, where it has none yet; default a random one. */
  readonly origin?: string | undefined;
  /** A checkpoint is signed when so many events are new; default 1,000. */
  readonly everyEvents?: number | undefined;
  /** And when the oldest new one has waited so long; default 10,000. */
  readonly everyMs?: number | undefined;
  /** Where each checkpoint is copied to: a folder that the operator of the ledger cannot change makes it binding. */
  readonly copiesTo?: string | undefined;
}

/** How often the ledger is asked for its head. What a reader sees there was flushed before. */
const lookMs = 250;
/** Events under one checkpoint at most, so that a long history is signed piece by piece and the end is never far. */
const sliceMax = 10_000;
/** How often another notary is looked after that signs for this home. */
const turnMs = 1_000;

/** A notary's work, with how much there is of it. */
interface Work extends NotaryOptions {
  readonly size: () => Promise<number>;
}

/** Ends early, without an error, when the signal aborts. */
const pause = async ({ env, signal }: Pick<NotaryOptions, 'env' | 'signal'>, ms: number): Promise<void> => {
  await env.sleep(ms, signal).catch((reason: unknown) => {
    if (!signal.aborted) throw reason;
  });
};

/** Waits for its turn when another notary signs for this home; undefined when the signal aborts before. */
const openInTurn = async (options: Work): Promise<HomeNotary | undefined> => {
  const { log, signal, copiesTo } = options;
  for (let isTold = false; !signal.aborted; isTold = true) {
    try {
      return await openHomeNotary({
        ...options,
        firstMax: sliceMax,
        onCheckpoint: (note, { size }) => {
          log.info({ size }, 'signed');
          if (copiesTo !== undefined) keepCopy(copiesTo, size, note);
        },
      });
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof NotaryRunningError)) throw error;
      if (!isTold) log.info('another notary signs for this home; waiting in case it ends');
    }
    await pause(options, turnMs);
  }
  return undefined;
};

const tellOfNew = async (
  { size, env, everyEvents = 0 }: Work,
  notary: Notary,
  signal: AbortSignal,
): Promise<void> => {
  const most = Math.max(sliceMax, everyEvents);
  while (!signal.aborted) {
    notary.durable(Math.min(await size(), notary.signedSize + most));
    await pause({ env, signal }, lookMs);
  }
};

/** What came since the last look; a backlog that would hold up the end waits for the next start. */
const signLast = async ({ size, log }: Work, notary: Notary): Promise<void> => {
  const head = await size();
  if (head - notary.signedSize <= sliceMax) {
    notary.durable(head);
    await notary.checkpointNow();
  } else {
    log.info({ events: head - notary.signedSize }, 'left to be signed at the next start');
  }
};

const follow = async (options: Work, notary: Notary): Promise<void> => {
  const ending = new AbortController();
  const telling = tellOfNew(options, notary, AbortSignal.any([options.signal, ending.signal]));
  try {
    await Promise.all([notary.run(options.signal), telling]);
  } finally {
    ending.abort();
  }
  await signLast(options, notary);
};

/**
 * Holds the home's ledger against what was signed of it, then signs what is new until the signal aborts, and a last time then.
 * @throws LedgerSmallerError, LedgerDiffersError when the ledger is not the one that was signed; then nothing is signed any more. Also
 * KeyFileError, StoredHashError, and what the ledger and the file system throw.
 */
export const runNotary = async (options: NotaryOptions): Promise<void> => {
  const work: Work = { ...options, size: sizeTeller(options.store) };
  const opened = await openInTurn(work);
  if (!opened) return;
  const { notary, evidence } = opened;
  try {
    const { origin, signedSize } = notary;
    options.log.info(
      { origin, signed: signedSize, folder: evidence.folder },
      'the ledger is as it was signed',
    );
    await follow(work, notary);
  } finally {
    opened.close();
  }
};
