import type { RecordedEvent } from '@caselog/event-store';
import type { HeldTickets } from '@caselog/held-tickets';
import { UnknownPolicyVersionError } from '@caselog/helpdesk';
import { ticketIdOf, type EventData, type TicketId } from '@caselog/ticket';
import { dueMoments, ticketClock } from '@caselog/ticket-clock';
import type { DueBook, DueRow } from './book.ts';
import type { SlaClockOptions } from './options.ts';

export interface Planning extends Pick<SlaClockOptions, 'helpdesk' | 'policies' | 'env'> {
  readonly book: DueBook;
  readonly held: HeldTickets;
}

/** What falls due on a ticket as it stands now; nothing where there is no such ticket. */
const rowsOf = async (
  { helpdesk, policies, env }: Planning,
  ticketId: TicketId,
): Promise<readonly DueRow[]> => {
  const ticket = await helpdesk.load(ticketId);
  if (!ticket) return [];
  // A ticket dated ahead of this clock is seen at its own last moment.
  const untilMs = ticket.history.reduce(
    (latestMs, event) => Math.max(latestMs, Date.parse(event.metadata.occurredAt)),
    env.now(),
  );
  const clock = ticketClock(ticket.history, policies, untilMs);
  if (!clock) return [];
  // To a ticket of another system's log this desk promised nothing while it lived there.
  const isOurs =
    (ticket.history[0]?.data as Partial<EventData<'TicketOpened'>> | undefined)?.source === undefined;
  const due = dueMoments(clock, ticket.history, policies).filter(
    ({ target }) => isOurs || target === undefined,
  );
  return due.map((moment) => ({
    ...moment,
    ticketId,
    revision: ticket.revision,
  }));
};

const planned = async (planning: Planning, ticketId: TicketId): Promise<readonly DueRow[]> => {
  try {
    return await rowsOf(planning, ticketId);
  } catch (error) {
    if (!(error instanceof UnknownPolicyVersionError)) throw error;
    await planning.policies.refresh();
    return rowsOf(planning, ticketId);
  }
};

/**
 * Works out anew what falls due on these tickets, and notes the position behind them. A ticket that cannot be worked on is held back,
 * with nothing due, before the position passes it. Not pure: reads tickets, writes the books. @throws what the ledger throws
 */
const planTickets = async (
  planning: Planning,
  tickets: readonly TicketId[],
  position?: number,
): Promise<void> => {
  const rows: DueRow[] = [];
  const well: TicketId[] = [];
  for (const ticketId of tickets) {
    try {
      rows.push(...(await planned(planning, ticketId)));
      well.push(ticketId);
    } catch (error) {
      await planning.held.hold(ticketId, error);
    }
  }
  planning.book.replace(tickets, rows, position);
  for (const ticketId of well) await planning.held.letGo(ticketId);
};

/** Works out anew what falls due on the tickets a batch of events touched. */
export const planBatch = (planning: Planning, events: readonly RecordedEvent[]): Promise<void> =>
  planTickets(
    planning,
    [...new Set(events.flatMap((event) => ticketIdOf(event.stream) ?? []))],
    events.at(-1)?.position,
  );

/** Works out anew what falls due on one ticket. */
export const planTicket = (planning: Planning, ticketId: TicketId): Promise<void> =>
  planTickets(planning, [ticketId]);
