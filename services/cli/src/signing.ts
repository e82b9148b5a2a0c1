import {
  NotaryRunningError,
  openHomeNotary,
  sizeTeller,
  type EvidentLedger,
} from '@caselog/installation/notary';
import { openHome, UsageError } from '@caselog/process';
import { latestCheckpoint, LedgerSmallerError } from '@caselog/tamper-evidence';
import { evidenceOf, neededKeys } from './evidence.ts';
import { withProgress, type Progress } from './progress.ts';
import type { Terminal } from './terminal.ts';

/** How long another notary of this home is given to sign; it signs every ten seconds unless it was told otherwise. */
const patienceMs = 60_000;
const lookMs = 250;

/** How much is signed. @throws LedgerSmallerError when the ledger holds less */
const signedSize = async (home: string, sizeOf: () => Promise<number>): Promise<number> => {
  const evidence = await evidenceOf(home);
  if (!evidence || (await evidence.store.checkpoints()).length === 0) return 0;
  const latest = await latestCheckpoint(evidence.store, await neededKeys([], evidence));
  if (!latest) return 0;
  const { origin, size } = latest.checkpoint;
  const held = await sizeOf();
  if (held < size) throw new LedgerSmallerError(origin, size, held);
  return size;
};

/** Compares, then signs all that is durable. @throws NotaryRunningError */
const signHere = async (
  home: string,
  store: EvidentLedger,
  { env, signal }: Terminal,
  progress: Progress,
): Promise<void> => {
  const total = await store.head();
  let doing = 'comparing with what was signed';
  const opened = await openHomeNotary({
    home: await openHome(home),
    store,
    env,
    signal,
    onRead: (position) => progress.update(doing, position, total),
  });
  doing = 'signing';
  try {
    await opened.notary.checkpointNow();
  } finally {
    opened.close();
  }
};

/** The same; false when another notary signs for this home. */
const trySign = async (home: string, store: EvidentLedger, terminal: Terminal): Promise<boolean> => {
  try {
    await withProgress(terminal, (progress) => signHere(home, store, terminal, progress));
    return true;
  } catch (error) {
    if (error instanceof NotaryRunningError) return false;
    throw error;
  }
};

/**
 * Sees to it that the first `size` events of a ledger are signed: by the notary that is at work in the home, or else here and now.
 * @throws UsageError when a notary at work does not sign; LedgerSmallerError and what else comparing the ledger with what was signed throws
 */
export const ensureSigned = async (
  home: string,
  store: EvidentLedger,
  size: number,
  terminal: Terminal,
): Promise<void> => {
  const { env, signal } = terminal;
  const untilMs = env.now() + patienceMs;
  const sizeOf = sizeTeller(store);
  for (let isTold = false; (await signedSize(home, sizeOf)) < size; isTold = true) {
    if (await trySign(home, store, terminal)) return;
    if (!isTold) terminal.err('waiting for the notary at work in this home\n');
    if (env.now() > untilMs)
      throw new UsageError(
        `the notary at work in this home has not signed event ${size} yet: try again when it has`,
      );
    await env.sleep(lookMs, signal);
  }
};
