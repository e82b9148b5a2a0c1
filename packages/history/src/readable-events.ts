import { StoreFaultError } from '@caselog/event-store';
import type { RawEvent } from '@caselog/tamper-evidence';

/** A ledger that gives its events as they are stored. */
export interface RawLedger {
  rawEvents(options: {
    readonly after: number;
    readonly batchSize: number;
  }): AsyncIterable<readonly RawEvent[]>;
}

export interface ReadableOptions {
  /** Hears of each position whose event cannot be read. */
  readonly onUnreadable: (position: number, error: Error) => void;
  readonly batchSize?: number;
}

/** So many unreadable events in a row mean that the rest is gone. */
const unreadableMax = 20_000;
/** After so many readable ones, they are read in batches again. */
const soundRun = 200;

/** Damage that the store names, and numbers so large that no reader can take them. */
type Unreadable = StoreFaultError | RangeError;
const isUnreadable = (error: unknown): error is Unreadable =>
  error instanceof StoreFaultError || error instanceof RangeError;

type Read = readonly RawEvent[] | Unreadable;

const readBehind = async (ledger: RawLedger, after: number, batchSize: number): Promise<Read> => {
  try {
    for await (const batch of ledger.rawEvents({ after, batchSize })) return batch;
    return [];
  } catch (error) {
    if (isUnreadable(error)) return error;
    throw error;
  }
};

/**
 * Every event of a ledger without gaps that can be read, in batches, also behind damaged pages of its file: there, one event is looked for after
 * the other. Not pure: reads the ledger. @throws StoreFaultError, RangeError when nothing more can be read for long
 */
export async function* readableEvents(
  ledger: RawLedger,
  { onUnreadable, batchSize = 2_000 }: ReadableOptions,
): AsyncGenerator<readonly RawEvent[]> {
  let [after, wanted, lost, sound] = [0, batchSize, 0, 0];
  for (;;) {
    const found = await readBehind(ledger, after, wanted);
    if (isUnreadable(found)) {
      sound = 0;
      if (wanted === 1) {
        lost += 1;
        if (lost > unreadableMax) throw found;
        after += 1;
        onUnreadable(after, found);
      }
      wanted = 1;
      continue;
    }
    if (found.length === 0) return;
    yield found;
    // A damaged file may give positions that run backwards; this must not.
    after = Math.max(found.at(-1)!.position, after + 1);
    lost = 0;
    sound += found.length;
    if (sound >= soundRun) wanted = batchSize;
  }
}
