import type { RecordedEvent } from '@caselog/event-store';

/** The broadcast is a doorbell, never the ledger: whatever it loses, a reader fills from the store. */

export interface Message {
  readonly event: RecordedEvent;
  /** The position of the event published before this one, 0 for the first: how a reader sees a gap. */
  readonly previousPosition: number;
}

/** What a listener gets. */
export interface Delivery {
  readonly position: number;
  readonly previousPosition: number;
  /** Absent when the event was too large for the broker, or its message cannot be read: the bell rang, the store has the event. */
  readonly event: RecordedEvent | undefined;
}

/** Which event the last message names: enough to look it up in any store. */
export interface TailEvent {
  readonly id: string;
  readonly stream: string;
  readonly revision: number;
}

/** Where the broadcast ends: the position its last message holds, 0 when it holds none. */
export interface Tail {
  readonly position: number;
  /**
   * Fences the next publish. A publish of n messages moves it by n, so a publisher knows the next one beforehand, and all publishers
   * of one history agree which event comes behind which token. The first message of an empty broadcast sets that: it is sent alone.
   */
  readonly token: number;
  /** The event of the last message; absent when the broadcast holds none. */
  readonly last?: TailEvent;
}

export type PublishResult =
  | { readonly outcome: 'published'; readonly tail: Tail }
  /**
   * Not known to be published, all or in part: read the tail and go on from there. `overtaken`: the tail was not where the
   * publisher thought. `unknown`: no answer, or one that tells nothing.
   */
  | { readonly outcome: 'fenced'; readonly cause: 'overtaken' | 'unknown'; readonly reason: string };

export interface ListenOptions {
  /** Deliver messages whose position is greater; what the broadcast no longer holds is simply absent. */
  readonly after: number;
  /** Event types wanted; absent: all. A filtered listener cannot see gaps by position. */
  readonly types?: readonly string[];
  /** Messages a batch at most; default 500. */
  readonly batchSize?: number;
  readonly signal: AbortSignal;
}

export interface Broadcast {
  /**
   * Whether all that was ever published stays (false: a buffer, or retention limits). When one that keeps its history is
   * found empty, it is rebuilt from the ledger's first event; another starts at the ledger's head.
   */
  readonly keepsHistory: boolean;
  /** Creates what publishing needs. Idempotent. Throws `BroadcastMisconfiguredError` when something else stands in its place. */
  prepare(): Promise<void>;
  /** Where it ends now; position 0 when nothing is there, or nothing was prepared. Throws `BroadcastUnavailableError`. */
  tail(): Promise<Tail>;
  /**
   * Publishes in order behind `tail`: all of them, or a prefix that the next `tail()` tells. A second publisher with an old tail is fenced.
   * May be called again, with the tail it predicts, before the former call is settled: calls take effect in order, and
   * when one is fenced, so are those behind it.
   */
  publish(messages: readonly Message[], tail: Tail): Promise<PublishResult>;
  /** Batches in order, live. Ends without an error on abort; throws `ListeningInterrupted` when it must be restarted from the reader's own checkpoint. */
  listen(options: ListenOptions): AsyncIterable<readonly Delivery[]>;
  /** Ends listeners with `ListeningInterrupted` and frees resources. Idempotent. */
  close(): Promise<void>;
}
