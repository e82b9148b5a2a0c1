import type { EventStore } from '@caselog/event-store';
import type { EventSource } from './projection.ts';

/** A source that ends where the ledger ends at the moment it gets there: a run over it brings read models up to date and returns. */
export const historyOf =
  (store: EventStore): EventSource =>
  ({ after, batchSize }) =>
    store.readAll({ after, batchSize });

/** A source that goes on with what the ledger takes from now on, until the signal aborts. */
export const lifeOf =
  (store: EventStore): EventSource =>
  (options) =>
    store.subscribe(options);
