import type { RecordedEvent } from '@caselog/event-store';
import type { FollowOptions } from './options.ts';
import { Reader } from './reader.ts';

/**
 * Every event behind a checkpoint, in global order, once, live: first from the store, then from the broadcast, without a seam. A
 * message that does not follow on is a gap, filled from the store; any trouble with the broadcast means reading the store and
 * listening anew after a wait; a silent broadcast is compared with the ledger now and then. So the broadcast decides how soon an event
 * is seen, never whether. A fault of the store ends it with the store's error. Throws `ReaderAheadError` when the ledger ends before the checkpoint.
 *
 * @example
 * for await (const events of follow({ store, broadcast, after: checkpoint, signal, env })) await apply(events);
 */
export async function* follow(options: FollowOptions): AsyncGenerator<readonly RecordedEvent[], void> {
  const { broadcast, store, after, filter, batchSize, signal, onReached } = options;
  if (broadcast) yield* new Reader(options, broadcast).run();
  else
    yield* store.subscribe({
      after,
      signal,
      ...(filter && { filter }),
      ...(batchSize !== undefined && { batchSize }),
      ...(onReached && { onReached }),
    });
}
