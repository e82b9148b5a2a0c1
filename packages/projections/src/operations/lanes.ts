import type { QuarantinedLane, QuarantineStore, SkipDecision, SkippedEvent } from '@caselog/broadcast';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import { isTicketEventType, ticketIdOf } from '@caselog/ticket';
import { ticketEventOf } from '../fold/decode.ts';

type Streams = Pick<EventStore, 'readStream'>;

/** A lane that stopped, with what waits in it. */
export interface LaneStatus extends QuarantinedLane {
  readonly ticketId: string | null;
  /** Events of the stream that are not handled, the one it stopped at included. */
  readonly waiting: number;
}

/** An event as its reader is given it: in its present shape, or with why it cannot be brought there. */
export interface WaitingEvent {
  readonly revision: number;
  readonly position: number;
  readonly eventId: string;
  readonly type: string;
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly actor: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly fault: string | null;
}

/** Which lanes somebody means. */
export interface LaneChoice {
  readonly reader?: string;
  readonly stream?: string;
}

/** Nobody holds such a lane, so nothing was decided. */
export class NoSuchLaneError extends Error {
  override readonly name = 'NoSuchLaneError';
  readonly stream: string;
  constructor({ reader, stream }: LaneChoice, held: string) {
    super(
      `${reader ?? 'no reader'} holds ${reader === undefined ? '' : 'no lane of '}${stream ?? 'any stream'}${held}`,
    );
    this.stream = stream ?? '';
  }
}

const readAtOnce = 1_000;
const shownMax = 100;

const waitingIn = async (store: Streams, { stream, resumeRevision }: QuarantinedLane): Promise<number> => {
  for (let from = resumeRevision; ;) {
    const { length } = await store.readStream(stream, { from, limit: readAtOnce });
    from += length;
    if (length < readAtOnce) return from - resumeRevision;
  }
};

const statusOf = async (store: Streams, lane: QuarantinedLane): Promise<LaneStatus> => ({
  ...lane,
  ticketId: ticketIdOf(lane.stream) ?? null,
  waiting: await waitingIn(store, lane),
});

const chosen = async (quarantine: QuarantineStore, { reader, stream }: LaneChoice) =>
  (await quarantine.list(reader)).filter((lane) => stream === undefined || lane.stream === stream);

/** The lanes that stopped, oldest first, with how much waits in each. */
export const laneStatuses = async (
  quarantine: QuarantineStore,
  store: Streams,
  choice: LaneChoice = {},
): Promise<readonly LaneStatus[]> =>
  Promise.all((await chosen(quarantine, choice)).map((lane) => statusOf(store, lane)));

/** The events somebody decided to leave out, oldest first. */
export const skippedEvents = async (
  quarantine: QuarantineStore,
  { reader, stream }: LaneChoice = {},
): Promise<readonly SkippedEvent[]> =>
  (await quarantine.skipped(reader)).filter((skipped) => stream === undefined || skipped.stream === stream);

const shapeOf = (recorded: RecordedEvent): Pick<WaitingEvent, 'data' | 'fault'> => {
  if (!isTicketEventType(recorded.type)) return { data: recorded.data, fault: null };
  try {
    return { data: ticketEventOf(recorded).data, fault: null };
  } catch (error) {
    return { data: recorded.data, fault: error instanceof Error ? error.message : String(error) };
  }
};

const waitingEvent = (recorded: RecordedEvent): WaitingEvent => ({
  revision: recorded.revision,
  position: recorded.position,
  eventId: recorded.id,
  type: recorded.type,
  occurredAt: recorded.metadata.occurredAt,
  recordedAt: recorded.metadata.recordedAt,
  actor: recorded.metadata.actor,
  schemaVersion: recorded.metadata.schemaVersion,
  ...shapeOf(recorded),
});

export interface LaneDetails {
  readonly lane: LaneStatus;
  /** The event it stopped at and those behind it, a hundred at most. */
  readonly events: readonly WaitingEvent[];
}

/** One lane with the events that wait in it. @throws NoSuchLaneError */
export const laneDetails = async (
  quarantine: QuarantineStore,
  store: Streams,
  reader: string,
  stream: string,
): Promise<LaneDetails> => {
  const lane = await quarantine.get(reader, stream);
  if (!lane) throw new NoSuchLaneError({ reader, stream }, '');
  const from = Math.min(lane.revision, lane.resumeRevision);
  const events = await store.readStream(stream, { from, limit: shownMax });
  return { lane: await statusOf(store, lane), events: events.map(waitingEvent) };
};

/** The lanes as they are after a decision. */
const after = async (
  quarantine: QuarantineStore,
  store: Streams,
  decided: readonly QuarantinedLane[],
): Promise<readonly LaneStatus[]> =>
  Promise.all(
    decided.map(async (lane) =>
      statusOf(store, (await quarantine.get(lane.reader, lane.stream)) ?? { ...lane, status: 'released' }),
    ),
  );

/** Lets the lanes of a stream go on with the events they stopped at; without a reader, those of all. @throws NoSuchLaneError */
export const releaseLanes = async (
  quarantine: QuarantineStore,
  store: Streams,
  choice: LaneChoice,
): Promise<readonly LaneStatus[]> => {
  const released: QuarantinedLane[] = [];
  for (const lane of await chosen(quarantine, choice))
    if (await quarantine.release(lane.reader, lane.stream)) released.push(lane);
  if (released.length === 0) throw new NoSuchLaneError(choice, '');
  return after(quarantine, store, released);
};

/**
 * Leaves out the event that lanes of a stream are held at, and lets them go on behind it; without a reader, those of all that are held
 * there. @throws NoSuchLaneError when none is held at this very event
 */
export const skipEvent = async (
  quarantine: QuarantineStore,
  store: Streams,
  choice: LaneChoice & { readonly revision: number },
  decision: SkipDecision,
): Promise<readonly LaneStatus[]> => {
  const { revision } = choice;
  const skipped: QuarantinedLane[] = [];
  for (const lane of await chosen(quarantine, choice))
    if (await quarantine.skip(lane.reader, lane.stream, revision, decision)) skipped.push(lane);
  if (skipped.length === 0) throw new NoSuchLaneError(choice, ` at revision ${revision}`);
  return after(quarantine, store, skipped);
};
