import type { EventStore } from '@caselog/event-store';
import { BroadcastAheadError, BroadcastDivergedError } from './errors.ts';
import type { Tail } from './port.ts';

/**
 * Throws when `tail` cannot have come from this ledger: `BroadcastAheadError` when it names a position behind the ledger's end,
 * `BroadcastDivergedError` when the ledger holds another event there. Read the tail first: the ledger only grows.
 */
export async function assertSameHistory(store: EventStore, tail: Tail): Promise<void> {
  if (!tail.last) return;
  const head = await store.head();
  if (tail.position > head) throw new BroadcastAheadError(tail.position, head);
  const { id, stream, revision } = tail.last;
  const [event] = await store.readStream(stream, { from: revision, limit: 1 });
  if (event?.id !== id || event.position !== tail.position)
    throw new BroadcastDivergedError(tail.position, id, event?.id);
}
