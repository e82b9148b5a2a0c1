import { follow, type Broadcast, type FollowNote } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import {
  readModelProjections,
  runProjections,
  type EventSource,
  type Progress,
  type Projection,
  type ReadModels,
} from '@caselog/projections';

export interface ProjectorOptions {
  readonly store: EventStore;
  /** A handle for the projector alone; readers take another. It stays the caller's to close. */
  readonly db: ReadModels;
  /** The doorbell; without one the store is followed by itself. */
  readonly broadcast?: Broadcast;
  readonly env: Env;
  /** Default: every read model. */
  readonly projections?: readonly Projection[];
  /** Events a transaction at most; default 1,000, some 10 ms of work. */
  readonly batchSize?: number;
  /** After each commit. */
  readonly onProgress?: (progress: Progress) => void;
  /** What the reader notices and heals itself, for logs. */
  readonly onNote?: (note: FollowNote) => void;
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
 * then any two figures a reader sees come from the same events, because SQLite has one writer anyway, and because the ledger is
 * read and each event folded close together.
 */
export const startProjector = (options: ProjectorOptions): Projector => {
  const stopping = new AbortController();
  const { db, env, projections = readModelProjections(), batchSize = batchSizeDefault, onProgress } = options;
  const done = runProjections(projections, {
    db,
    env,
    batchSize,
    source: sourceOf(options),
    signal: stopping.signal,
    ...(onProgress && { onProgress }),
  });
  return {
    done,
    stop() {
      stopping.abort();
      return done;
    },
  };
};
