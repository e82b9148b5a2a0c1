import type { Bell } from './bell.ts';
import type { EventFilter, ReadAllOptions, RecordedEvent, SubscribeOptions } from './port.ts';
import { assertCount, assertPosition } from './names.ts';

/** One look at the ledger: what was found, and the position up to which (forward) or down to which (backward) nothing else is there. */
export interface Scan {
  readonly events: readonly RecordedEvent[];
  /** Where the next look starts from. */
  readonly reached: number;
  /** Nothing is left on this side, for now. */
  readonly atEnd: boolean;
}

export interface ScanRequest {
  readonly from: number;
  readonly direction: 'forward' | 'backward';
  readonly limit: number;
  readonly filter: EventFilter | undefined;
}

/** Looks once, without waiting for events to come. May answer with fewer events than asked before the end. */
export type ScanAll = (request: ScanRequest) => Scan | Promise<Scan>;

const batchSizeDefault = 500;

/** `readAll` for an adapter that can scan: batches until the end or the limit, whichever comes first. */
export async function* readInBatches(
  scan: ScanAll,
  options: ReadAllOptions = {},
): AsyncIterable<readonly RecordedEvent[]> {
  const {
    direction = 'forward',
    filter,
    limit = Number.MAX_SAFE_INTEGER,
    batchSize = batchSizeDefault,
  } = options;
  let from = options.after ?? (direction === 'forward' ? 0 : Number.MAX_SAFE_INTEGER);
  assertPosition(from);
  assertCount('a limit', limit);
  assertCount('a batch size', batchSize, 1);
  for (let left = limit; left > 0;) {
    const { events, reached, atEnd } = await scan({
      from,
      direction,
      limit: Math.min(batchSize, left),
      filter,
    });
    if (events.length > 0) yield events;
    if (atEnd) return;
    left -= events.length;
    from = reached;
  }
}

/**
 * `subscribe` for an adapter that can scan and rings a bell after each commit: history, then live, without a seam, until the signal aborts.
 * The bell is read before the ledger, so an event that lands between the two wakes the next look.
 */
export async function* follow(
  scan: ScanAll,
  bell: Bell,
  options: SubscribeOptions,
): AsyncIterable<readonly RecordedEvent[]> {
  const { signal, filter, batchSize = batchSizeDefault, onReached } = options;
  let from = options.after;
  assertPosition(from);
  assertCount('a batch size', batchSize, 1);
  while (!signal.aborted) {
    const { rings } = bell;
    const { events, reached, atEnd } = await scan({ from, direction: 'forward', limit: batchSize, filter });
    const isFurther = reached > from;
    from = reached;
    if (signal.aborted) return;
    if (events.length > 0) yield events;
    if (isFurther && !signal.aborted) onReached?.(reached);
    if (atEnd) await bell.waitBeyond(rings, signal);
  }
}
