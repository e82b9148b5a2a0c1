import type { Env } from '@caselog/env';
import type { Difference } from '../compare/difference.ts';
import type { ReadModels } from '../database/schema.ts';
import type { EventSource, Projection } from '../runner/projection.ts';
import type { RebuildDiffersError, RebuildUnderWayError } from './errors.ts';

export interface RebuildProgress {
  /** The read model, or the names of those that are built together. */
  readonly model: string;
  readonly phase: 'building' | 'comparing' | 'swapped';
  readonly position: number;
  /** Where it has to get to, as last seen. */
  readonly head: number;
  readonly eventsPerS: number | null;
}

export interface RebuildOptions {
  readonly db: ReadModels;
  /** Used by this rebuild alone while they run. Built together they read, decode and fold each event once. */
  readonly projections: readonly Projection[];
  readonly source: EventSource;
  readonly env: Env;
  /** Ends it after the transaction under way; whoever rebuilds the models next goes on. */
  readonly signal: AbortSignal;
  /** Events a transaction at most; default 10,000. */
  readonly batchSize?: number;
  /** Default `program`. */
  readonly requestedBy?: string;
  /** How long another process's rebuild must stand still before it is taken over; default 3,000. */
  readonly takeoverMs?: number;
  /** Compares a model that was built, over a handle that sees it under its live names. What differs is not swapped in. */
  readonly compare?: (built: ReadModels, reader: string, model: string) => Promise<readonly Difference[]>;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface Rebuilt {
  /** Where the swap took place: the live models showed everything up to here, and so do the new ones. Undefined when stopped before. */
  readonly swappedAt: number | undefined;
  /** Events taken by this process. */
  readonly events: number;
  /** Why a model was not swapped in, by its name: another process builds it, or what was built is not what the ledger says. */
  readonly failed: ReadonlyMap<string, RebuildUnderWayError | RebuildDiffersError>;
}
