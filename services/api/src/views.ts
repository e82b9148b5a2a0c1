import type { CommandAnswer, EventView, TicketResponse } from '@caselog/api-contract';
import { EventStoreError, type RecordedEvent } from '@caselog/event-store';
import { ticketCodec, type Answer, type LoadedTicket } from '@caselog/helpdesk';
import type { TicketState } from '@caselog/ticket';

/** An event as readers get it. Pure. */
export const toEventView = ({
  id,
  stream,
  position,
  revision,
  type,
  data,
  metadata,
}: RecordedEvent): EventView => ({
  eventId: id,
  stream,
  position,
  revision,
  type,
  data: data as Record<string, unknown>,
  actor: metadata.actor,
  occurredAt: metadata.occurredAt,
  recordedAt: metadata.recordedAt,
  commandId: metadata.commandId,
});

/** A stored event in the current shape of its type; as it is stored, where this program cannot read it. Pure. */
export const inCurrentShape = (event: RecordedEvent): RecordedEvent => {
  try {
    return ticketCodec.decode(event);
  } catch (error) {
    if (error instanceof EventStoreError) return event;
    throw error;
  }
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

/** A ticket as the API shows it. Pure. */
export const toTicketView = ({
  ticketId,
  state,
  revision,
  history,
  allowed,
}: LoadedTicket): TicketResponse => ({
  ticketId,
  revision,
  position: history.at(-1)?.position ?? 0,
  state: toStateView(state),
  allowed: [...allowed],
  history: history.map(toEventView),
});

/** What an accepted command is answered with. Pure. */
export const toCommandAnswer = (answer: Extract<Answer, { outcome: 'accepted' }>): CommandAnswer => ({
  ticketId: answer.ticketId,
  revision: answer.revision,
  position: answer.position,
  events: [...answer.events],
  lifecycle: answer.lifecycle,
  allowed: [...answer.allowed],
  repeated: answer.repeated,
});
