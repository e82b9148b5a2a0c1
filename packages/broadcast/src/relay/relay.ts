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

/**
 * Where to publish from: behind the tail. In an empty broadcast behind the ledger's beginning, or, when no history is kept, behind what this
 * relay knows to have been published, or else the ledger's head.
 */
async function startingTail({ store, broadcast }: RelayOptions, publishedPosition: number): Promise<Tail> {
  await broadcast.prepare();
  const tail = await broadcast.tail();
  await assertSameHistory(store, tail);
  if (tail.last || broadcast.keepsHistory) return tail;
  const head = await store.head();
  return { ...tail, position: publishedPosition > 0 ? Math.min(publishedPosition, head) : head };
}

/** The last position known to be published; 0 before anything is known. */
interface Published {
  readonly position: number;
  at(position: number): void;
}

async function attempt(options: RelayOptions, published: Published): Promise<SessionEnd> {
  try {
    const tail = await startingTail(options, published.position);
    published.at(tail.position);
    options.onNote?.({ kind: 'publishing', afterPosition: tail.position });
    const onPublished = ({ position }: Tail) => published.at(position);
    const end = await publishBehind({ ...options, onPublished }, tail);
    if (end.kind !== 'stopped' && halts(end.error)) throw end.error;
    return end;
  } catch (error) {
    if (halts(error)) throw error;
    return { kind: 'unknown', reason: 'the tail could not be read', error };
  }
}

async function watch(options: RelayOptions, reason: string, published: Published): Promise<void> {
  const { onNote } = options;
  onNote?.({ kind: 'standing-by', reason });
  try {
    await standBy(options, (position) => published.at(position));
    if (!options.signal.aborted) onNote?.({ kind: 'taking-over', publishedPosition: published.position });
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
  let position = 0;
  const published: Published = {
    get position() {
      return position;
    },
    at(reached) {
      if (reached > position) waits.reset();
      position = reached;
    },
  };
  const until = AbortSignal.any([signal, ended.signal]);
  const reporting = reportLag(options, () => position, until);
  try {
    while (!signal.aborted) {
      const end = await attempt(options, published);
      if (end.kind === 'stopped') continue;
      if (end.kind === 'overtaken') {
        await watch(options, end.reason, published);
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
