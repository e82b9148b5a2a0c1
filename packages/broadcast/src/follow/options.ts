import type { Env } from '@caselog/env';
import type { EventFilter, EventStore } from '@caselog/event-store';
import type { BackoffOptions } from '../backoff.ts';
import type { Broadcast } from '../port.ts';

/** What happens to a reader, for logs and metrics; `position` is how far it has read. */
export type FollowNote =
  /** Listens to the broadcast, behind what it read from the store. */
  | { readonly kind: 'joined'; readonly position: number }
  /** The broadcast skipped something; the store filled it. */
  | { readonly kind: 'gap'; readonly position: number; readonly previousPosition: number }
  /** The store held events the bell had not rung for. */
  | { readonly kind: 'reconciled'; readonly position: number }
  /** The broadcast cannot be listened to now; the store is read meanwhile. */
  | {
      readonly kind: 'interrupted';
      readonly position: number;
      readonly reason: string;
      readonly error?: unknown;
    };

export interface FollowOptions {
  readonly store: EventStore;
  /** Absent: the store's own subscription is followed. */
  readonly broadcast?: Broadcast;
  /** The reader's checkpoint: events behind this position (exclusive); 0 from the start. */
  readonly after: number;
  readonly filter?: EventFilter;
  /** Events a batch at most; default 500. */
  readonly batchSize?: number;
  /** Ends the reader, without an error. */
  readonly signal: AbortSignal;
  readonly env: Env;
  /** Waits between attempts to listen; default 50 ms to 1,000 ms. The store is read before each, so this bounds staleness while the broker is down. */
  readonly backoff?: BackoffOptions;
  /** How often the ledger's end is compared with what was heard: always when filtered by type, else when nothing came; default 5,000. */
  readonly reconcileMs?: number;
  readonly onNote?: (note: FollowNote) => void;
  /**
   * Called between batches: everything wanted up to this position was handed out, although the filter may have let nothing pass, so
   * that a checkpoint moves on. Without a broadcast it is called where the store can tell.
   */
  readonly onReached?: (position: number) => void;
}
