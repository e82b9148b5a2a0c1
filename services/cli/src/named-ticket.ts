import type { EventStore } from '@caselog/event-store';
import { findTickets, ticketHistory, type TicketHistory } from '@caselog/history';
import { UsageError } from '@caselog/process';
import type { TicketId } from '@caselog/ticket';

const absent = (name: string): UsageError => new UsageError(`there is no ticket ${JSON.stringify(name)}`);

/** The one ticket that a person names, by its id or by the case it was imported from. @throws UsageError when there is none, or several */
export const namedTicket = async (store: EventStore, name: string): Promise<TicketId> => {
  const [ticketId, ...others] = await findTickets(store, name);
  if (ticketId === undefined) throw absent(name);
  if (others.length > 0)
    throw new UsageError(
      `${JSON.stringify(name)} is a case of several logs; name one of ${[ticketId, ...others].join(', ')}`,
    );
  return ticketId;
};

/** The same, with its history. @throws UsageError, what folding throws */
export const namedHistory = async (store: EventStore, name: string): Promise<TicketHistory> => {
  const history = await ticketHistory(store, await namedTicket(store, name));
  if (!history) throw absent(name);
  return history;
};
