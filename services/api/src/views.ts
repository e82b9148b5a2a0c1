import {
  commandsFor,
  impersonal,
  shownData,
  type Leg,
  type Principal,
  type TicketAccess,
} from '@caselog/access-control';
import type { EventView, Role, TicketResponse } from '@caselog/api-contract';
import { EventStoreError, type RecordedEvent } from '@caselog/event-store';
import { ticketCodec, type LoadedTicket } from '@caselog/helpdesk';
import {
  isTicketEventType,
  schemaVersionOf,
  withheld,
  type Lifecycle,
  type TicketState,
} from '@caselog/ticket';
import type { SeenTicket } from './permission.ts';

/** The shape in which this program tells events of a type. Pure. */
const toldVersion = ({ type, metadata }: RecordedEvent): number =>
  isTicketEventType(type) ? schemaVersionOf(type) : metadata.schemaVersion;

/** An event as readers get it. Pure. */
const toEventView = (event: RecordedEvent): EventView => {
  const { id, stream, position, revision, type, data, metadata } = event;
  const { actor, occurredAt, recordedAt, commandId } = metadata;
  const schemaVersion = toldVersion(event);
  const told = data as Record<string, unknown>;
  return {
    eventId: id,
    stream,
    position,
    revision,
    type,
    schemaVersion,
    data: told,
    actor,
    occurredAt,
    recordedAt,
    commandId,
  };
};

/** A stored event in the current shape of its type, undefined where this program cannot read it. Pure. */
const decoded = (event: RecordedEvent): RecordedEvent | undefined => {
  try {
    return ticketCodec.decode(event);
  } catch (error) {
    if (error instanceof EventStoreError) return undefined;
    throw error;
  }
};

/** A stored event for readers of whole tickets: as it is stored, where this program cannot read it. Pure. */
export const toWholeView = (event: RecordedEvent): EventView => {
  const known = decoded(event);
  return known ? toEventView(known) : { ...toEventView(event), schemaVersion: event.metadata.schemaVersion };
};

/** A stored event without what is personal: nothing of its data, where this program cannot say what that is. Pure. */
export const toImpersonalView = (event: RecordedEvent): EventView => {
  const known = decoded(event);
  return { ...toEventView(event), data: known ? impersonal(known.type, known.data) : {} };
};

/** Where a ticket stands, or stood. */
type Standing = Pick<TicketState, 'context'> &
  Pick<TicketState['configuration'], 'lifecycle' | 'firstResponse' | 'survey'> & {
    readonly returnsTo?: Lifecycle | undefined;
  };

const standingOf = ({ configuration, context }: TicketState): Standing => ({ ...configuration, context });

const toStateView = ({
  context,
  lifecycle,
  returnsTo,
  firstResponse,
  survey,
}: Standing): TicketResponse['state'] => ({
  ...context,
  openItems: [...context.openItems],
  links: [...context.links],
  lifecycle,
  ...(returnsTo === undefined ? {} : { returnsTo }),
  firstResponse,
  survey,
});

/** What a partner is told of the people and tickets around its leg. */
const aroundReferral: Partial<TicketResponse['state']> = {
  requesterId: withheld,
  customerId: null,
  assigneeId: null,
  team: null,
  links: [],
};

const outsiders = { actor: withheld, commandId: withheld };

/** Where a ticket stands, as the reading shows it. Pure. */
export const stateShown = (
  standing: Standing,
  reading: TicketAccess['reading'],
): TicketResponse['state'] => ({
  ...toStateView(standing),
  ...(reading === 'referral' && aroundReferral),
});

/** Events of a ticket, as the reader is shown them. Pure. */
export const eventsShown = (
  events: readonly RecordedEvent[],
  reading: TicketAccess['reading'],
  reader: Principal,
): EventView[] => events.map((event) => shownTo(event, reading, reader));

const partnersView = (
  { ticketId, allowed }: LoadedTicket,
  legs: readonly Leg<RecordedEvent>[],
  roles: readonly Role[],
  reader: Principal,
): TicketResponse => {
  const history = legs.flatMap(({ events }) => events);
  const { state } = legs.at(-1)!;
  return {
    ticketId,
    revision: history.at(-1)?.revision ?? 0,
    position: history.at(-1)?.position ?? 0,
    state: stateShown(standingOf(state), 'referral'),
    allowed: [...commandsFor(roles, allowed)],
    history: eventsShown(history, 'referral', reader),
  };
};

const shownTo = (event: RecordedEvent, reading: TicketAccess['reading'], reader: Principal): EventView => ({
  ...toEventView(event),
  data: shownData(event, reading, reader),
  // A partner knows its own people; who else has a hand in the ticket is not its to know.
  ...(reading === 'referral' && event.metadata.actor !== reader.id && outsiders),
});

/** A ticket as the API shows it to this reader. Pure. */
export const toTicketView = ({ loaded, access }: SeenTicket, reader: Principal): TicketResponse => {
  const { reading, roles } = access;
  if (reading === 'referral') return partnersView(loaded, access.legs, roles, reader);
  const { ticketId, revision, state, allowed, history } = loaded;
  return {
    ticketId,
    revision,
    position: history.at(-1)?.position ?? 0,
    state: stateShown(standingOf(state), reading),
    allowed: [...commandsFor(roles, allowed)],
    history: eventsShown(history, reading, reader),
  };
};
