import {
  EventStoreError,
  type EventMetadata,
  type EventStore,
  type RecordedEvent,
} from '@caselog/event-store';
import {
  evolve,
  ForbiddenEventError,
  ticketIdOf,
  toTicketEvent,
  withheld,
  type TicketState,
} from '@caselog/ticket';
import { checkingCodec } from '../../codec.ts';
import { UnreadableLogError } from '../errors.ts';
import type { StagedEvent } from './staging.ts';

const recordedOf = (event: StagedEvent): RecordedEvent => ({
  id: event.id,
  stream: event.stream,
  position: event.position,
  revision: event.revision,
  type: event.type,
  data: JSON.parse(event.data) as unknown,
  metadata: JSON.parse(event.metadata) as EventMetadata,
});

/** @throws UnreadableLogError unless the revisions are 0, 1, 2 and so on */
const checkRevisions = (file: string, events: readonly StagedEvent[]): void => {
  for (const [index, { revision, stream, place }] of events.entries()) {
    if (revision === index) continue;
    const fault = revision < index ? `has revision ${revision} twice` : `lacks revision ${index}`;
    throw new UnreadableLogError(file, `${place}: ${stream} ${fault}`);
  }
};

const withheldHint = (data: string): string =>
  data.includes(withheld) ? '; what was personal was withheld: export it with --with-personal-data' : '';

/** @throws UnreadableLogError for an event of another shape, or one that the statechart forbids */
const checkHistory = (file: string, events: readonly StagedEvent[]): void => {
  let state: TicketState | undefined;
  for (const event of events) {
    try {
      state = evolve(state, toTicketEvent(checkingCodec.decode(recordedOf(event))));
    } catch (cause) {
      if (!(cause instanceof EventStoreError) && !(cause instanceof ForbiddenEventError)) throw cause;
      const reason = `${event.place}: ${cause.message}${withheldHint(event.data)}`;
      throw new UnreadableLogError(file, reason, { cause });
    }
  }
};

/**
 * Checks a stream of a log that Caselog wrote, and against what the ledger has of it already. Gives how many of its events the ledger has. Not pure:
 * reads the store. @throws UnreadableLogError
 */
export const checkStream = async (
  store: EventStore,
  file: string,
  events: readonly StagedEvent[],
): Promise<number> => {
  checkRevisions(file, events);
  const { stream } = events[0]!;
  if (ticketIdOf(stream) !== undefined) checkHistory(file, events);
  const held = await store.readStream(stream);
  const other = events.find(({ id, revision }) => held[revision] !== undefined && held[revision].id !== id);
  if (other)
    throw new UnreadableLogError(
      file,
      `${other.place}: the ledger has another event as revision ${other.revision} of ${stream}`,
    );
  return held.length;
};
