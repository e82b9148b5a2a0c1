import { createHash } from 'node:crypto';
import { carriedEvents, type CarriedEvent, type MigrationLedger } from './carried.ts';

/**
 * The digest of events in their order: SHA-256 over one line of JSON an event, `[stream, revision, id, type, data, metadata]`, data and
 * metadata as the texts that are stored.
 */
export class LedgerDigest {
  readonly #hash = createHash('sha256');
  /** Events taken. */
  events = 0;

  add({ stream, revision, id, type, data, metadata }: CarriedEvent): void {
    this.#hash.update(`${JSON.stringify([stream, revision, id, type, data, metadata])}\n`);
    this.events += 1;
  }

  /** In hexadecimal. More events may be added after. */
  hex(): string {
    return this.#hash.copy().digest('hex');
  }
}

/** The digest of a ledger's first events, at most `eventsMax`. Not pure: reads the ledger. @throws what reading it throws */
export const digestOf = async (
  ledger: MigrationLedger,
  {
    eventsMax = Infinity,
    onProgress,
  }: {
    readonly eventsMax?: number;
    readonly onProgress?: ((events: number) => void) | undefined;
  } = {},
): Promise<LedgerDigest> => {
  const digest = new LedgerDigest();
  for await (const batch of carriedEvents(ledger)) {
    for (const event of batch) {
      if (digest.events >= eventsMax) return digest;
      digest.add(event);
    }
    onProgress?.(digest.events);
  }
  return digest;
};
