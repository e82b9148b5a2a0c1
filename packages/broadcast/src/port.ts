import type { RecordedEvent } from '@caselog/event-store';

/** The broadcast is a doorbell, never the ledger: whatever it loses, a reader fills from the store. */

export interface Message {
  readonly event: RecordedEvent;
  /** The position of the event published before this one, 0 for the first: how a reader sees a gap. */
  readonly previousPosition: number;
}

/** Where the broadcast ends: the position its last message holds, 0 when it is empty. `token` fences the next publish. */
export interface Tail {
  readonly position: number;
  readonly token: number;
}

export type PublishResult =
  | { readonly outcome: 'published'; readonly tail: Tail }
  /** Somebody else published, or the outcome is unknown: read the tail and go on from there. */
  | { readonly outcome: 'fenced'; readonly reason: string };

export interface ListenOptions {
  /** Deliver messages whose position is greater; what the broadcast no longer holds is simply absent. */
  readonly after: number;
  /** Event types wanted; absent: all. A filtered listener cannot see gaps by position. */
  readonly types?: readonly string[];
  readonly batchSize?: number;
  readonly signal: AbortSignal;
}

export interface Broadcast {
  tail(): Promise<Tail>;
  /** Publishes in order behind `tail`, all of them or a known prefix; a second publisher with an old tail is fenced. */
  publish(messages: readonly Message[], tail: Tail): Promise<PublishResult>;
  /** Batches in order, live. Ends without an error on abort; throws `ListeningInterrupted` when it must be restarted from the reader's own checkpoint. */
  listen(options: ListenOptions): AsyncIterable<readonly Message[]>;
  close(): Promise<void>;
}
