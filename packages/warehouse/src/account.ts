import type { ToldTicket } from '@caselog/history';
import type { ClockLedger } from '@caselog/sla';
import type { TicketState } from '@caselog/ticket';
import { ticketClock, type Policies } from '@caselog/ticket-clock';

/** A ticket with the account of its time. */
export interface AccountedTicket {
  readonly told: ToldTicket;
  readonly state: TicketState;
  readonly ledger: ClockLedger | undefined;
}

/** Whether a ticket's time goes on by itself. Pure. */
const isOpen = ({ configuration }: TicketState): boolean =>
  configuration.lifecycle !== 'resolved' && configuration.lifecycle !== 'surveyed';

/**
 * Accounts for a ticket's time: of an open one up to `nowMs`, of a resolved one up to its last event, because what comes after is nobody's and would
 * only grow. Observably pure.
 */
export const accountTicket = (told: ToldTicket, policies: Policies, nowMs: number): AccountedTicket => {
  const state = told.events.at(-1)!.after;
  const lastMs = Math.max(...told.events.map(({ recorded }) => Date.parse(recorded.metadata.occurredAt)));
  const history = told.events.map(({ recorded }) => recorded);
  const untilMs = isOpen(state) ? Math.max(nowMs, lastMs) : lastMs;
  return { told, state, ledger: ticketClock(history, policies, untilMs)?.ledger };
};
