import { createBackoff } from '../backoff.ts';
import { BroadcastAheadError, BroadcastDivergedError, BroadcastMisconfiguredError } from '../errors.ts';
import type { Tail } from '../port.ts';
import { assertSameHistory } from '../verify.ts';
import { reportLag } from './lag.ts';
import type { RelayOptions } from './options.ts';
import { publishBehind, type SessionEnd } from './session.ts';
import { standBy } from './standby.ts';

const halts = (error: unknown): boolean =>
  error instanceof BroadcastAheadError ||
  error instanceof BroadcastDivergedError ||
  error instanceof BroadcastMisconfiguredError;

/** Where to publish from: behind the tail; for an empty broadcast the ledger's first event, or its head when no history is kept. */
async function startingTail({ store, broadcast }: RelayOptions): Promise<Tail> {
  await broadcast.prepare();
  const tail = await broadcast.tail();
  await assertSameHistory(store, tail);
  return tail.last || broadcast.keepsHistory ? tail : { ...tail, position: await store.head() };
}

async function attempt(options: RelayOptions, onPosition: (position: number) => void): Promise<SessionEnd> {
  try {
    const tail = await startingTail(options);
    onPosition(tail.position);
    options.onNote?.({ kind: 'publishing', afterPosition: tail.position });
    const end = await publishBehind(
      { ...options, onPublished: ({ position }) => onPosition(position) },
      tail,
    );
    if (end.kind !== 'stopped' && halts(end.error)) throw end.error;
    return end;
  } catch (error) {
    if (halts(error)) throw error;
    return { kind: 'unknown', reason: 'the tail could not be read', error };
  }
}

async function watch(
  options: RelayOptions,
  reason: string,
  onPosition: (position: number) => void,
): Promise<void> {
  const { onNote } = options;
  onNote?.({ kind: 'standing-by', reason });
  let publishedPosition = 0;
  try {
    await standBy(options, (position) => onPosition((publishedPosition = position)));
    if (!options.signal.aborted) onNote?.({ kind: 'taking-over', publishedPosition });
  } catch (error) {
    onNote?.({ kind: 'interrupted', reason: 'the tail could not be read', error });
  }
}

/**
 * Publishes every event of the ledger in global order behind the broadcast's own tail, until the signal aborts; what the tail says is
 * the only checkpoint. Any fault of ledger or broker ends the window, and after a wait the tail is read again. Two may run: however
 * they race, the fence keeps each event once and in order, and the one that is overtaken stands by.
 * Rejects, for an operator to act, with `BroadcastAheadError`, `BroadcastDivergedError` or `BroadcastMisconfiguredError`.
 */
export async function runRelay(options: RelayOptions): Promise<void> {
  const { env, signal, onNote, backoff = { firstMs: 50, mostMs: 2_000 } } = options;
  const waits = createBackoff(env, backoff);
  const ended = new AbortController();
  let publishedPosition = 0;
  const onPosition = (position: number) => {
    if (position > publishedPosition) waits.reset();
    publishedPosition = position;
  };
  const reporting = reportLag(options, () => publishedPosition, AbortSignal.any([signal, ended.signal]));
  try {
    while (!signal.aborted) {
      const end = await attempt(options, onPosition);
      if (end.kind === 'stopped') continue;
      if (end.kind === 'overtaken') {
        await watch(options, end.reason, onPosition);
        continue;
      }
      onNote?.({ ...end, kind: 'interrupted' });
      await waits.wait(signal);
    }
  } finally {
    ended.abort();
    await reporting;
  }
}
