import {
  ocelBeginning,
  type OcelChange,
  type OcelRelation,
  type OcelSqliteWriter,
} from '@caselog/log-formats';
import type { EventData, TicketState } from '@caselog/ticket';
import { dataMembers, flattened, objectId, type ObjectKind } from './ocel-names.ts';
import type { ToldEvent, ToldTicket } from './told-ticket.ts';

/** What an event or a ticket has to do with: kind, id, how. */
type Link = readonly [kind: ObjectKind, id: string | null | undefined, qualifier: string];

/** The attributes that every ticket may have, each with a value of its type. */
export const ticketAttributes = {
  log: '',
  case: '',
  language: '',
  channel: '',
  state: '',
  survey: '',
  priority: '',
  episode: 1,
  outcome: '',
};

/** Attributes of a ticket that change, as they stand after an event. */
const standing = ({ configuration, context }: TicketState): Readonly<Record<string, string>> => ({
  state: configuration.lifecycle,
  survey: configuration.survey,
  priority: context.priority,
  episode: String(context.episode),
  outcome: context.outcome ?? '',
});

const isRequester = (told: ToldEvent): boolean =>
  told.recorded.metadata.actor === told.after.context.requesterId;

/** What the data of an event name. */
const namedIn = ({ recorded: { type, data } }: ToldEvent): readonly Link[] => {
  switch (type) {
    case 'TicketOpened': {
      const { requesterId, customerId } = data as EventData<typeof type>;
      return [
        ['requester', requesterId, 'asked by'],
        ['customer', customerId, 'asked on behalf of'],
      ];
    }
    case 'TicketAssigned':
    case 'TicketReassigned': {
      const { assigneeId, team } = data as EventData<typeof type>;
      return [
        ['agent', assigneeId, 'assigned to'],
        ['team', team, 'assigned to'],
      ];
    }
    case 'TicketEscalated':
      return [['team', (data as EventData<typeof type>).team, 'escalated to']];
    case 'TicketReferred':
      return [['partner', (data as EventData<typeof type>).partnerId, 'referred to']];
    case 'TicketResolved': {
      const { resolvedBy } = data as EventData<typeof type>;
      return [
        ['agent', resolvedBy.assigneeId, 'resolved by'],
        ['team', resolvedBy.team, 'resolved by'],
      ];
    }
    case 'OutageLinked':
      return [['outage', (data as EventData<typeof type>).outageId, 'blamed on']];
    case 'OutageUnlinked':
      return [['outage', (data as EventData<typeof type>).outageId, 'no longer blamed on']];
    case 'TicketLinked': {
      const { kind, ticketId } = data as EventData<typeof type>;
      return [['ticket', ticketId, kind]];
    }
    case 'TicketUnlinked': {
      const { kind, ticketId } = data as EventData<typeof type>;
      return [['ticket', ticketId, `no longer ${kind}`]];
    }
    default:
      return [];
  }
};

/** The relations to the objects of links; each object is made when it is not there yet. */
const related = (links: readonly Link[], writer: OcelSqliteWriter): readonly OcelRelation[] =>
  links.flatMap(([kind, id, qualifier]) => {
    if (id === null || id === undefined) return [];
    const target = objectId(kind, id);
    // A ticket is made by its own history.
    if (kind !== 'ticket') writer.mention(target, kind);
    return [{ objectId: target, qualifier }];
  });

const writeEvent = (ticket: ToldTicket, told: ToldEvent, writer: OcelSqliteWriter): void => {
  const { recorded, data, after } = told;
  const { actor, recordedAt, occurredAt } = recorded.metadata;
  const fields = {
    actor,
    recordedAt,
    state: after.configuration.lifecycle,
    episode: after.context.episode,
    revision: recorded.revision,
    position: recorded.position,
    metadata: JSON.stringify(recorded.metadata),
  };
  const links: readonly Link[] = [
    ['ticket', ticket.ticketId, 'happened to'],
    [isRequester(told) ? 'requester' : 'agent', actor, 'done by'],
    ...namedIn(told),
  ];
  writer.event({
    id: `event:${recorded.id}`,
    type: recorded.type,
    time: occurredAt,
    attributes: [...flattened(fields), ...flattened(dataMembers(data), 'data.')].map(([name, value]) => ({
      name,
      value: String(value),
    })),
    relations: related(links, writer),
  });
};

/** Follows the attributes of a ticket: a change is told when it happens. */
class Changes {
  readonly all: OcelChange[] = [];
  readonly #told = new Map<string, string>();

  set(name: string, value: string, time: string): void {
    if (this.#told.get(name) === value || (value === '' && !this.#told.has(name))) return;
    this.#told.set(name, value);
    this.all.push({ name, value, time });
  }
}

const changesOf = ({ source, events }: ToldTicket): readonly OcelChange[] => {
  const changes = new Changes();
  const { channel } = events[0]!.data as { channel?: string | null };
  const fixed = {
    log: source?.log,
    case: source?.caseId,
    language: events[0]!.after.context.language,
    channel,
  };
  for (const [name, value] of Object.entries(fixed)) changes.set(name, value ?? '', ocelBeginning);
  for (const { recorded, data, after } of events) {
    const time = recorded.metadata.occurredAt;
    for (const [name, value] of Object.entries(standing(after))) changes.set(name, value, time);
    if (recorded.type !== 'FactRecorded') continue;
    const { attributes } = dataMembers(data) as { attributes?: unknown };
    if (typeof attributes === 'object' && attributes !== null)
      for (const [name, value] of flattened(attributes, 'attribute.')) changes.set(name, String(value), time);
  }
  return changes.all;
};

/** How a ticket stands to others in the end. */
const linksOf = ({ context }: TicketState): readonly Link[] => [
  ['requester', context.requesterId, 'asked by'],
  ['customer', context.customerId, 'asked on behalf of'],
  ['agent', context.assigneeId, 'assigned to'],
  ['team', context.team, 'assigned to'],
  ['partner', context.partnerId, 'referred to'],
  ['outage', context.outageId, 'blamed on'],
  ...context.links.map(({ kind, ticketId }): Link => ['ticket', ticketId, kind]),
];

/** Writes a ticket with its events and all that they have to do with. */
export const writeTicket = (ticket: ToldTicket, writer: OcelSqliteWriter): void => {
  for (const told of ticket.events) writeEvent(ticket, told, writer);
  writer.object({
    id: objectId('ticket', ticket.ticketId),
    type: 'ticket',
    attributes: changesOf(ticket),
    relations: related(linksOf(ticket.events.at(-1)!.after), writer),
  });
};
