import type { RecordedEvent } from '@caselog/event-store';
import { UnknownPolicyVersionError } from '@caselog/helpdesk';
import { ticketIdOf, type EventData, type TicketId } from '@caselog/ticket';
import { dueMoments, ticketClock } from '@caselog/ticket-clock';
import type { DueBook, DueRow } from './book.ts';
import type { SlaClockOptions } from './options.ts';

type Planning = Pick<SlaClockOptions, 'helpdesk' | 'policies' | 'env'>;

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

/** Works out anew what falls due on the tickets a batch of events touched. Not pure: reads tickets, writes the book. */
export const planBatch = async (
  planning: Planning,
  book: DueBook,
  events: readonly RecordedEvent[],
): Promise<void> => {
  const tickets = [...new Set(events.flatMap((event) => ticketIdOf(event.stream) ?? []))];
  const rows: DueRow[] = [];
  for (const ticketId of tickets) rows.push(...(await planned(planning, ticketId)));
  book.replace(tickets, rows, events.at(-1)?.position);
};

/** Works out anew what falls due on one ticket. */
export const planTicket = async (planning: Planning, book: DueBook, ticketId: TicketId): Promise<void> =>
  book.replace([ticketId], await planned(planning, ticketId));
