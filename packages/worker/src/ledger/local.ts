import { follow, type Broadcast, type FollowNote } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { WorkerLedger } from './port.ts';

export interface LocalLedgerOptions {
  readonly store: EventStore;
  /** Rings the worker awake: the desk's own, or NATS. Without it the store is followed by itself. */
  readonly broadcast?: Broadcast;
  readonly env: Env;
  /** How often the ledger's end is compared with what was heard; default 5,000. */
  readonly reconcileMs?: number;
  readonly onNote?: (note: FollowNote) => void;
}

/** The ledger of a worker that can open it: in the desk's own process, or beside it on the same machine or cluster. */
export const localLedger = ({ store, ...rest }: LocalLedgerOptions): WorkerLedger => ({
  head: () => store.head(),
  follow: ({ types, ...wanted }) =>
    follow({ ...rest, ...wanted, store, filter: { categories: ['ticket'], types } }),
  readStream: (stream, options) => store.readStream(stream, options),
});
