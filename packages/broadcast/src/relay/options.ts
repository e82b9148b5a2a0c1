import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { BackoffOptions } from '../backoff.ts';
import type { Broadcast } from '../port.ts';

/** How far the broadcast is behind the ledger. */
export interface RelayLag {
  /** The ledger's last position. */
  readonly ledgerPosition: number;
  /** The last position known to be published, by this relay or another. */
  readonly publishedPosition: number;
  /** The difference: a count of events where positions are gap-free. */
  readonly behind: number;
  /** For how long the broadcast has not been seen at the ledger's end; 0 when it is there. */
  readonly behindMs: number;
}

/** What happens to a relay, for logs and metrics. */
export type RelayNote =
  | { readonly kind: 'publishing'; readonly afterPosition: number }
  /** Something failed; the relay reads the tail and goes on. */
  | { readonly kind: 'interrupted'; readonly reason: string; readonly error?: unknown }
  /** Another relay publishes; this one watches. */
  | { readonly kind: 'standing-by'; readonly reason: string }
  /** Nobody else publishes any more. */
  | { readonly kind: 'taking-over'; readonly publishedPosition: number };

export interface RelayOptions {
  readonly store: EventStore;
  readonly broadcast: Broadcast;
  readonly env: Env;
  /** Ends the relay; what was sent is waited for. */
  readonly signal: AbortSignal;
  /** Events read and published at once; default 250. */
  readonly batchSize?: number;
  /** Batches sent before the first of them is known to be published; default 4. */
  readonly batchesInFlight?: number;
  /** Waits after an interruption; default 50 ms to 2,000 ms. */
  readonly backoff?: BackoffOptions;
  /** How long another relay may publish nothing, with events waiting, before this one takes over; default 500. */
  readonly standbyMs?: number;
  /** How often the tail is looked at while there is nothing to publish; default 5,000. */
  readonly tailCheckMs?: number;
  /** Called with the lag every so often; default 1,000. */
  readonly lagEveryMs?: number;
  readonly onLag?: (lag: RelayLag) => void;
  readonly onNote?: (note: RelayNote) => void;
}
