import { assertCount, assertPosition, StoreClosedError, StoreUnavailableError } from '@caselog/event-store';
import type { RecordedEvent, SubscribeOptions } from '@caselog/event-store';
import { START } from '@kurrent/kurrentdb-client';
import type { ReadPosition } from '@kurrent/kurrentdb-client';
import { Clients } from './clients.ts';
import type { Connection } from './connection-string.ts';
import { KurrentAccessDeniedError, ForeignEventError, UnsafeNumberError } from './errors.ts';
import { failureOf } from './failures.ts';
import { keepsNothing } from './filters.ts';
import type { KnownPositions } from './positions.ts';
import type { Reader } from './reader.ts';
import { BackOff } from './retry.ts';
import type { Settings } from './settings.ts';
import { Subscription } from './subscription.ts';

export interface SubscriberParts {
  readonly connection: Connection;
  readonly reader: Reader;
  readonly positions: KnownPositions;
  readonly settings: Settings;
}

const batchSizeDefault = 500;

/** How far a subscription has come, over all its calls. */
interface Progress {
  /** The last position delivered. */
  after: number;
  /** Where the next call begins: there, or beyond where the server told so. */
  from: ReadPosition;
}

const place = (position: number): ReadPosition =>
  position === 0 ? START : { commit: BigInt(position), prepare: BigInt(position) };

const isForeign = (error: unknown) =>
  error instanceof ForeignEventError || error instanceof UnsafeNumberError;

const isInvalidPosition = (error: unknown) =>
  error instanceof Error && /invalid ?position/i.test(error.message);

/** One call, to its end. Returns what it failed with. */
async function* deliver(
  { positions }: SubscriberParts,
  subscription: Subscription,
  { batchSize = batchSizeDefault }: SubscribeOptions,
  { progress, backOff }: { readonly progress: Progress; readonly backOff: BackOff },
): AsyncGenerator<readonly RecordedEvent[], unknown> {
  for (;;) {
    let events: readonly RecordedEvent[] | undefined;
    try {
      events = await subscription.next(batchSize);
    } catch (error) {
      return error;
    }
    if (!events) return undefined;
    backOff.reset();
    progress.after = events.at(-1)!.position;
    progress.from = place(progress.after);
    positions.note(progress.after);
    yield events;
  }
}

/** Puts right what the next call begins with. A server that cannot be reached now is asked again by that call. */
async function mend({ reader }: SubscriberParts, progress: Progress, error: unknown): Promise<void> {
  if (!isInvalidPosition(error)) return;
  try {
    progress.from = await reader.startAfter(progress.after);
  } catch (cause) {
    if (!(cause instanceof StoreUnavailableError || cause instanceof StoreClosedError)) throw cause;
  }
}

function assertPatienceHelps(error: unknown): void {
  if (isForeign(error)) throw error;
  if (failureOf(error) === 'denied') throw new KurrentAccessDeniedError('subscribe', { cause: error });
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/**
 * A catch-up subscription that goes on by itself behind the last event delivered: over node failures, leader changes and the server's
 * restarts, for as long as it takes. Ends with its signal; throws only what no patience can mend.
 */
export async function* subscribe(
  parts: SubscriberParts,
  options: SubscribeOptions,
): AsyncIterable<readonly RecordedEvent[]> {
  const { after, signal, filter, batchSize = batchSizeDefault } = options;
  assertPosition(after);
  assertCount('a batch size', batchSize, 1);
  if (keepsNothing(filter)) {
    await untilAborted(signal);
    return;
  }
  const { connection, settings } = parts;
  // A connection of its own: the driver gives up more than one call when one of them fails.
  const clients = new Clients(connection);
  const backOff = new BackOff(settings, 'subscribe');
  const progress: Progress = { after, from: place(after) };
  try {
    while (!signal.aborted) {
      const lease = clients.lease();
      const request = { ...progress, filter, bufferMax: settings.subscriptionBufferMax, signal };
      const subscription = new Subscription(lease.client, request);
      let error: unknown;
      try {
        error = yield* deliver(parts, subscription, options, { progress, backOff });
      } finally {
        subscription.close();
        if (failureOf(error) !== 'not-leader') lease.retire();
        await lease.release();
      }
      const { reached } = subscription;
      if (reached && reached.commit > BigInt(progress.after)) {
        progress.from = reached;
        backOff.reset();
      }
      if (signal.aborted) return;
      assertPatienceHelps(error);
      await mend(parts, progress, error);
      await backOff.pause(error, signal);
    }
  } finally {
    await clients.close();
  }
}
