import { follow, type Broadcast, type FollowNote } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import {
  keepReadModels,
  type EventSource,
  type KeepNote,
  type KeepOptions,
  type Progress,
  type ReadModels,
} from '@caselog/projections';

export interface ProjectorOptions extends Pick<KeepOptions, 'projections' | 'beatMs' | 'takeoverMs'> {
  readonly store: EventStore;
  /** A handle for the projector alone; readers take another. It stays the caller's to close. */
  readonly db: ReadModels;
  /** A handle for rebuilds; on SQLite another than `db`. */
  readonly rebuildDb: ReadModels;
  /** The doorbell; without one the store is followed by itself. */
  readonly broadcast?: Broadcast;
  readonly env: Env;
  /** Events a transaction at most; default 1,000, some 10 ms of work. */
  readonly batchSize?: number;
  /** After each commit. */
  readonly onProgress?: (progress: Progress) => void;
  /** What the reader notices and heals itself, for logs. */
  readonly onNote?: (note: FollowNote) => void;
  /** What becomes of lanes, shards and rebuilds, for logs. */
  readonly onKeepNote?: (note: KeepNote) => void;
}

export interface Projector {
  /** Settles when the projector has ended: rejects with what ended it, resolves after `stop`. Handle it: nobody else does. */
  readonly done: Promise<void>;
  /** Ends it after the transaction under way. Resolves, or rejects, as `done` does. */
  stop(): Promise<void>;
}

const batchSizeDefault = 1_000;

/** The ledger's events behind a position, rung awake by the doorbell where there is one. */
const sourceOf =
  ({ store, broadcast, env, onNote }: ProjectorOptions): EventSource =>
  (options) =>
    follow({ ...options, store, env, ...(broadcast && { broadcast }), ...(onNote && { onNote }) });

/**
 * Starts the projector: every read model follows the ledger, each batch in one transaction for all of them. One transaction, because
 * then any two figures a reader sees come from the same events, and because the ledger is read and each event folded close
 * together. Several projectors on one database share the shards of it; on SQLite, which has one writer, one works and the others stand by.
 */
export const startProjector = (options: ProjectorOptions): Projector => {
  const stopping = new AbortController();
  const { batchSize = batchSizeDefault, onKeepNote } = options;
  const { onNote: _, ...keeping } = options;
  const done = keepReadModels({
    ...keeping,
    batchSize,
    source: sourceOf(options),
    signal: stopping.signal,
    ...(onKeepNote && { onNote: onKeepNote }),
  });
  return {
    done,
    stop() {
      stopping.abort();
      return done;
    },
  };
};
