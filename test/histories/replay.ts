import {
  createCodec,
  streamCategory,
  type EventSchemas,
  type DomainEvent,
  type RecordedEvent,
} from '@caselog/event-store';
import { ticketCodec } from '@caselog/helpdesk';
import {
  parsePolicy,
  policyEventSchemas,
  policyPublishedSchema,
  type PolicyPublished,
} from '@caselog/policy';
import {
  customerEventSchemas,
  evolveCustomer,
  evolveOutage,
  evolvePartner,
  evolvePerson,
  outageEventSchemas,
  partnerEventSchemas,
  personEventSchemas,
  refusalEventSchemas,
  registryOf,
  type CustomerEvent,
  type OutageEvent,
  type PartnerEvent,
  type PersonEvent,
  type Schemas,
} from '@caselog/registers';
import { eventSchemas, fold, toTicketEvent } from '@caselog/ticket';

/** Every event type there is, by category: what a released history must show. */
export const shapes: Readonly<Record<string, Schemas>> = {
  ticket: eventSchemas,
  customer: customerEventSchemas,
  outage: outageEventSchemas,
  partner: partnerEventSchemas,
  person: personEventSchemas,
  policy: policyEventSchemas,
  refusal: refusalEventSchemas,
};

const policyCodec = createCodec<PolicyPublished>([policyPublishedSchema]);

const decode = (category: string, event: RecordedEvent): RecordedEvent =>
  category === 'ticket'
    ? ticketCodec.decode(event)
    : category === 'policy'
      ? policyCodec.decode(event)
      : createCodec(registryOf(shapes[category] ?? {}) as unknown as EventSchemas<DomainEvent>).decode(event);

/** How a stream ends, in words of its own category. */
const endingOf = (category: string, events: readonly RecordedEvent[]): unknown => {
  switch (category) {
    case 'ticket': {
      const state = fold(events.map(toTicketEvent));
      return { configuration: state?.configuration.key, context: state?.context };
    }
    case 'customer':
      return (events as unknown as CustomerEvent[]).reduce(evolveCustomer, undefined as never);
    case 'outage':
      return (events as unknown as OutageEvent[]).reduce(evolveOutage, undefined as never);
    case 'partner':
      return (events as unknown as PartnerEvent[]).reduce(evolvePartner, undefined as never);
    case 'person':
      return (events as unknown as PersonEvent[]).reduce(evolvePerson, undefined as never);
    case 'policy':
      return events.map((event) => parsePolicy((event.data as { document: unknown }).document).id);
    default:
      return events.map((event) => event.data);
  }
};

/** How every stream of a recorded history ends, read by today's program. */
export const endings = (recorded: readonly RecordedEvent[]): Record<string, unknown> => {
  const streams = Map.groupBy(recorded, (event) => event.stream);
  return Object.fromEntries(
    [...streams].map(([stream, events]) => {
      const category = streamCategory(stream);
      return [
        stream,
        endingOf(
          category,
          events.map((event) => decode(category, event)),
        ),
      ];
    }),
  );
};
