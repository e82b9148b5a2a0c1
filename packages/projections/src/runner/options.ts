import type { BackoffOptions, QuarantinedLane } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import type { EventSource } from './projection.ts';

export interface Progress {
  /** Every projection of this run has taken everything up to here, in its shards. */
  readonly position: number;
  /** Events read since the last report. */
  readonly events: number;
}

/** What a run does about lanes, for logs. */
export type LaneNote =
  /** An event could not be taken. Its lane waits aside and is tried again; the others flow. */
  | {
      readonly kind: 'retrying';
      readonly lane: QuarantinedLane;
      readonly waitMs: number;
      readonly error: unknown;
    }
  /** It has been tried often enough, and waits for a person. */
  | { readonly kind: 'quarantined'; readonly lane: QuarantinedLane; readonly error: unknown }
  /** A released lane has caught up and flows again. */
  | { readonly kind: 'flowing'; readonly reader: string; readonly stream: string };

/** Which part of the work a run does, when several processes share it. */
export interface OwnShards {
  readonly owned: ReadonlySet<number>;
  /** Called inside every transaction. @throws ShardsLostError, and nothing is committed */
  fence(trx: ReadModelsTransaction): Promise<void>;
}

export interface RunOptions {
  readonly db: ReadModels;
  readonly source: EventSource;
  readonly env: Env;
  /** Ends the run after the transaction under way, without an error. */
  readonly signal: AbortSignal;
  /** Events a transaction at most; default 2,000. Large ones rebuild faster, small ones keep the process responsive. */
  readonly batchSize?: number;
  /** Called after each commit. */
  readonly onProgress?: (progress: Progress) => void;
  /**
   * Where the events of a stream are read from. With it an event that cannot be taken stops its own stream alone, which is written to the
   * quarantine; without it, the run ends there.
   */
  readonly streams?: Pick<EventStore, 'readStream'>;
  /** How often released lanes are looked for; default 1,000. */
  readonly pollMs?: number;
  /** Tries of an event before its lane waits for a person; default 5. Each release begins anew. */
  readonly attemptsMax?: number;
  /** Waits between them; default 1,000 ms to 60,000 ms. */
  readonly backoff?: BackoffOptions;
  readonly onNote?: (note: LaneNote) => void;
  /** Default: all of it. */
  readonly share?: OwnShards;
}
