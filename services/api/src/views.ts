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
import { isTicketEventType, schemaVersionOf, withheld, type TicketState } from '@caselog/ticket';
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

const toStateView = ({ configuration, context }: TicketState): TicketResponse['state'] => ({
  ...context,
  openItems: [...context.openItems],
  links: [...context.links],
  lifecycle: configuration.lifecycle,
  ...(configuration.returnsTo === undefined ? {} : { returnsTo: configuration.returnsTo }),
  firstResponse: configuration.firstResponse,
  survey: configuration.survey,
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
    state: { ...toStateView(state), ...aroundReferral },
    allowed: [...commandsFor(roles, allowed)],
    history: history.map((event) => shownTo(event, 'referral', reader)),
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
    state: toStateView(state),
    allowed: [...commandsFor(roles, allowed)],
    history: history.map((event) => shownTo(event, reading, reader)),
  };
};
