import { MissedRevisionError } from '../fold/errors.ts';
import { createSqlQuarantine } from '@caselog/database';
import { backoffMs, stoppedLane, type BackoffOptions, type QuarantinedLane } from '@caselog/broadcast';
import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModels } from '../database/schema.ts';
import type { LaneNote, RunOptions } from './options.ts';

/** What a read model holds back: the lanes that stopped, and the events somebody decided to leave out. */
export interface HeldBack {
  /** By stream. An event of one of these waits: it is covered by the row, and read from the ledger on release. */
  readonly lanes: Map<string, QuarantinedLane>;
  /** Ids of events. */
  readonly skipped: Set<string>;
}

/** Whose lanes count, and whose decisions besides its own: what is built anew leaves out what its predecessor left out. */
export interface ReaderNames {
  readonly reader: string;
  readonly predecessor?: string;
}

export const heldBackBy = async (db: ReadModels, { reader, predecessor }: ReaderNames): Promise<HeldBack> => {
  const quarantine = createSqlQuarantine(db);
  const lanes = await quarantine.list(reader);
  const skipped = [...(await quarantine.skipped(reader))];
  if (predecessor !== undefined) skipped.push(...(await quarantine.skipped(predecessor)));
  return {
    lanes: new Map(lanes.map((lane) => [lane.stream, lane])),
    skipped: new Set(skipped.map(({ eventId }) => eventId)),
  };
};

/** An event that was left out still has its place in its stream: it is passed over like one of a type nobody knows. */
const leftOut = 'EventLeftOut';

/** The events as the model is to see them: without those of lanes that stopped, and with those passed over that are left out. Pure. */
export const visibleTo = (
  { lanes, skipped }: HeldBack,
  events: readonly RecordedEvent[],
): readonly RecordedEvent[] => {
  if (lanes.size === 0 && skipped.size === 0) return events;
  if (!events.some(({ stream, id }) => lanes.has(stream) || skipped.has(id))) return events;
  return events
    .filter(({ stream }) => !lanes.has(stream))
    .map((event) => (skipped.has(event.id) ? { ...event, type: leftOut } : event));
};

/** Where a lane that cannot go on resumes: where events are missing, with the first of them. Pure. */
const resumeRevisionOf = (error: unknown, { revision }: RecordedEvent): number =>
  error instanceof MissedRevisionError ? Math.min(error.held + 1, revision) : revision;

export interface Stopping extends Pick<RunOptions, 'env' | 'attemptsMax' | 'backoff'> {
  /** How often the event has been tried, over all releases. */
  readonly attempts: number;
}

const backoffDefault: BackoffOptions = { firstMs: 1_000, mostMs: 60_000 };

/** How long a stopped lane waits for its next try; undefined when it has had all of this round. Pure, but for the jitter. */
const waitMsOf = ({
  env,
  attempts,
  attemptsMax = 5,
  backoff = backoffDefault,
}: Stopping): number | undefined => {
  const tries = attempts % attemptsMax;
  return tries === 0 ? undefined : backoffMs(env, backoff, tries);
};

/** What is done about an event a read model cannot take: its lane's row, and what the log is told. */
export const laneStoppedAt = (
  reader: string,
  event: RecordedEvent,
  error: unknown,
  stopping: Stopping,
): Exclude<LaneNote, { readonly kind: 'flowing' }> => {
  const { env, attempts } = stopping;
  const [atMs, waitMs] = [env.now(), waitMsOf(stopping)];
  const lane = stoppedLane({
    reader,
    event,
    error,
    attempts,
    atMs,
    resumeRevision: resumeRevisionOf(error, event),
    nextTryAtMs: waitMs === undefined ? undefined : atMs + waitMs,
  });
  return waitMs === undefined
    ? { kind: 'quarantined', lane, error }
    : { kind: 'retrying', lane, waitMs, error };
};

/** The first event of a stopped lane that is not taken: one that was left out has its place in the stream, and is passed over. Pure. */
export const firstRevision = (
  { revision, resumeRevision, eventId }: QuarantinedLane,
  skipped: ReadonlySet<string>,
): number => (skipped.has(eventId) && resumeRevision === revision + 1 ? revision : resumeRevision);
