import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { QuarantinedLane } from './quarantine.ts';

const reasonLengthMax = 500;

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, reasonLengthMax);

export interface Stop {
  readonly reader: string;
  readonly event: RecordedEvent;
  readonly error: unknown;
  readonly attempts: number;
  readonly atMs: number;
  /** Default: the event's own. */
  readonly resumeRevision?: number;
  /** When it is tried again by itself; default: it is not. */
  readonly nextTryAtMs?: number | undefined;
}

/** The quarantine row of a lane that stops at an event. Pure. */
export const stoppedLane = ({
  reader,
  event: { stream, revision, position, id, type },
  error,
  attempts,
  atMs,
  resumeRevision = revision,
  nextTryAtMs,
}: Stop): QuarantinedLane => ({
  reader,
  stream,
  revision,
  position,
  eventId: id,
  eventType: type,
  reason: reasonOf(error),
  attempts,
  since: toInstant(atMs),
  status: 'held',
  nextTryAt: nextTryAtMs === undefined ? null : toInstant(nextTryAtMs),
  resumeRevision,
});
