import type { SqliteStore } from '@caselog/event-store-sqlite';
import { runNotary } from '@caselog/notary';
import { aborted, type Home } from '@caselog/process';
import { EvidenceError } from '@caselog/tamper-evidence';
import { keepRunning, type Upkeep } from './keep-running.ts';

/**
 * Signs checkpoints of the ledger until the signal aborts. At a ledger that is not the one that was signed, nothing is signed any more and
 * the log says so, once: the desk works on, and somebody has to look.
 */
export const startNotary = (home: Home, store: SqliteStore, upkeep: Upkeep): Promise<void> => {
  const { env, log, signal } = upkeep;
  const sign = async (): Promise<void> => {
    try {
      await runNotary({ home, store, env, log, signal });
    } catch (error) {
      if (!(error instanceof EvidenceError)) throw error;
      log.error({ part: 'notary', err: error }, `nothing is signed: ${error.message}`);
      await aborted(signal);
    }
  };
  return keepRunning('notary', sign, upkeep);
};
