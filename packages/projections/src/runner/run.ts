import { isDatabaseFault } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModels } from '../database/schema.ts';
import { PositionConflictError, ProjectionDatabaseError, ProjectionEventError } from './errors.ts';
import { movePosition } from './positions.ts';
import { prepareProjections } from './prepare.ts';
import type { EventSource, Projection } from './projection.ts';

export interface Progress {
  /** Every projection of this run has taken everything up to here. */
  readonly position: number;
  /** Events read since the last report. */
  readonly events: number;
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
}

const batchSizeDefault = 2_000;

/** A projection and the position it stands at. */
interface Running {
  readonly projection: Projection;
  position: number;
}

/** Which projection an error came from, so that it can be named. */
class ApplyError extends Error {
  readonly projection: string;
  constructor(projection: string, cause: unknown) {
    super(`projection ${projection} failed`, { cause });
    this.projection = projection;
  }
}

/** The events behind `position`. A batch is in order, so it is usually all or none. */
const behind = (events: readonly RecordedEvent[], position: number): readonly RecordedEvent[] => {
  const first = events.findIndex((event) => event.position > position);
  return first <= 0 ? (first === 0 ? events : []) : events.slice(first);
};

/** One transaction: for each projection its effect and its position, or nothing of any. */
const commit = async (
  running: readonly Running[],
  events: readonly RecordedEvent[],
  { db, env }: RunOptions,
): Promise<void> => {
  const to = events.at(-1)!.position;
  const updatedAt = toInstant(env.now());
  await db.transaction().execute(async (trx) => {
    for (const { projection, position } of running) {
      const fresh = behind(events, position);
      if (fresh.length === 0) continue;
      await movePosition(trx, projection, { from: position, to, updatedAt });
      try {
        await projection.apply(trx, fresh);
      } catch (error) {
        throw new ApplyError(projection.name, error);
      }
    }
  });
  for (const one of running) one.position = Math.max(one.position, to);
};

/**
 * Takes a batch. When it fails it is halved until the event that cannot be taken stands alone; all before it are committed.
 * That event is where a lane would be quarantined: the run stops at it.
 */
const take = async (
  running: readonly Running[],
  events: readonly RecordedEvent[],
  options: RunOptions,
): Promise<void> => {
  try {
    await commit(running, events, options);
  } catch (error) {
    for (const { projection } of running) projection.forget();
    if (error instanceof PositionConflictError) throw error;
    const cause = error instanceof ApplyError ? error.cause : error;
    if (!(error instanceof ApplyError) || isDatabaseFault(cause))
      throw new ProjectionDatabaseError(Math.min(...running.map(({ position }) => position)), { cause });
    if (events.length === 1) throw new ProjectionEventError(error.projection, events[0]!, { cause });
    const middle = events.length >> 1;
    await take(running, events.slice(0, middle), options);
    await take(running, events.slice(middle), options);
  }
};

/**
 * Runs projections over a source of events until the signal aborts. Every batch is one transaction that holds the effect and
 * the position of all of them, so that whatever dies, they go on exactly where they stood, nothing twice, and always agree
 * with each other. Each starts behind its own position and skips what is at or below it.
 * @throws ProjectionEventError an event cannot be taken; the positions stand right before it.
 * @throws PositionConflictError another runner works on one of them.
 * @throws ProjectionDatabaseError the database failed.
 */
export const runProjections = async (
  projections: readonly Projection[],
  options: RunOptions,
): Promise<void> => {
  const { db, source, env, signal, batchSize = batchSizeDefault, onProgress } = options;
  const positions = await prepareProjections(db, projections, env);
  const running = projections.map((projection, i): Running => ({ projection, position: positions[i]! }));
  for (const projection of projections) projection.forget();
  const after = Math.min(...positions);
  for await (const events of source({ after, batchSize, signal })) {
    const fresh = behind(events, Math.min(...running.map(({ position }) => position)));
    if (fresh.length === 0) continue;
    await take(running, fresh, options);
    onProgress?.({ position: fresh.at(-1)!.position, events: fresh.length });
    if (signal.aborted) return;
  }
};

/** Runs one projection: {@link runProjections} of it alone. */
export const runProjection = ({
  projection,
  ...options
}: RunOptions & { readonly projection: Projection }): Promise<void> => runProjections([projection], options);
