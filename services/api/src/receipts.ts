import { readHomeEvidence } from '@caselog/installation/evidence';
import type { Home } from '@caselog/process';
import {
  EvidenceError,
  latestCheckpoint,
  leafHashOf,
  leafRecordOf,
  prove,
  type RawEvent,
} from '@caselog/tamper-evidence';

/** The evidence of a ledger, as the API asks it. */
export interface Receipts {
  /** The hash under which the event at a position stands in the log; undefined when there is no such event. Hexadecimal. */
  leafHashAt(position: number): Promise<string | undefined>;
  /** The signed log so far; undefined while nothing is signed. */
  log(): Promise<{ readonly origin: string; readonly size: number } | undefined>;
  /** A proof of the event at a position, as text; undefined while no checkpoint covers it. */
  proofAt(position: number): Promise<string | undefined>;
}

/** A ledger whose stored bytes can be read. */
interface RawStore {
  rawEvents(options: {
    readonly after: number;
    readonly batchSize: number;
  }): AsyncIterable<readonly RawEvent[]>;
}

const rawAt = async (store: RawStore, position: number): Promise<RawEvent | undefined> => {
  for await (const [event] of store.rawEvents({ after: position - 1, batchSize: 1 }))
    return event?.position === position ? event : undefined;
  return undefined;
};

/** The evidence in a home, which its notary signs. Reads what is there; signs nothing. */
export const homeReceipts = (home: Home, store: RawStore): Receipts => ({
  async leafHashAt(position) {
    const event = await rawAt(store, position);
    return event && leafHashOf(event).toString('hex');
  },
  async log() {
    const evidence = await readHomeEvidence(home);
    const latest = evidence && (await latestCheckpoint(evidence.store, evidence.verifierKeys));
    return latest && { origin: latest.checkpoint.origin, size: latest.checkpoint.size };
  },
  async proofAt(position) {
    const [event, evidence] = [await rawAt(store, position), await readHomeEvidence(home)];
    if (!event || !evidence) return undefined;
    const { store: log, verifierKeys } = evidence;
    try {
      return await prove({ log, verifierKeys, index: position - 1, record: leafRecordOf(event) });
    } catch (error) {
      if (error instanceof EvidenceError && error.name === 'NotSignedError') return undefined;
      throw error;
    }
  },
});
