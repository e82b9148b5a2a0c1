import type { EventStore } from '@caselog/event-store';
import { ticketIdOf, type EventData, type TicketId } from '@caselog/ticket';

/** A ticket that came from another system's log. */
export interface ImportedTicket {
  readonly ticketId: TicketId;
  readonly log: string;
  readonly caseId: string;
}

/** Every ticket that was imported, in the order of the ledger. Not pure: reads the store. */
export async function* importedTickets(store: EventStore): AsyncGenerator<ImportedTicket> {
  const filter = { categories: ['ticket'], types: ['TicketOpened'] };
  for await (const batch of store.readAll({ filter, batchSize: 2_000 })) {
    for (const { stream, data } of batch) {
      const { source } = data as EventData<'TicketOpened'>;
      const ticketId = ticketIdOf(stream);
      if (source && ticketId !== undefined) yield { ticketId, log: source.log, caseId: source.caseId };
    }
  }
}
