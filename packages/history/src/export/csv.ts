import { csvLine } from '@caselog/log-formats';
import { onlyTickets, type Exporter } from './exporter.ts';
import { toldTickets, type ToldEvent, type ToldTicket } from './told-ticket.ts';

type Column = readonly [
  name: string,
  of: (ticket: ToldTicket, event: ToldEvent) => string | number | null | undefined,
];

const columns: readonly Column[] = [
  ['ticket', ({ ticketId }) => ticketId],
  ['log', ({ source }) => source?.log],
  ['case', ({ source, ticketId }) => source?.caseId ?? ticketId],
  ['revision', (_, { recorded }) => recorded.revision],
  ['position', (_, { recorded }) => recorded.position],
  ['id', (_, { recorded }) => recorded.id],
  ['type', (_, { recorded }) => recorded.type],
  ['occurred_at', (_, { recorded }) => recorded.metadata.occurredAt],
  ['recorded_at', (_, { recorded }) => recorded.metadata.recordedAt],
  ['actor', (_, { recorded }) => recorded.metadata.actor],
  ['state', (_, { after }) => after.configuration.lifecycle],
  ['survey', (_, { after }) => after.configuration.survey],
  ['episode', (_, { after }) => after.context.episode],
  ['priority', (_, { after }) => after.context.priority],
  ['assignee', (_, { after }) => after.context.assigneeId],
  ['team', (_, { after }) => after.context.team],
  ['requester', (_, { after }) => after.context.requesterId],
  ['customer', (_, { after }) => after.context.customerId],
  ['metadata', (_, { recorded }) => JSON.stringify(recorded.metadata)],
  ['data', (_, { data }) => JSON.stringify(data)],
];

/** The heading of our own CSV. */
export const csvHeading: readonly string[] = columns.map(([name]) => name);

/** Writes every event of a ticket as a record, with the state it left; its data and metadata as JSON. */
export const csvExporter: Exporter = {
  notCarried: [onlyTickets],
  async write({ store, tell, onTold }, output) {
    await output.write(csvLine(csvHeading));
    for await (const ticket of toldTickets(store, tell)) {
      for (const event of ticket.events)
        await output.write(csvLine(columns.map(([, of]) => String(of(ticket, event) ?? ''))));
      onTold(ticket.events.length);
    }
  },
};
