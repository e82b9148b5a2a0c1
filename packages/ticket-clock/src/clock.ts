import { clockLedger, type ClockLedger } from '@caselog/sla';
import type { TicketState } from '@caselog/ticket';
import { clockFacts, type HistoryEvent, type Policies } from './facts.ts';

/** A ticket's time up to a moment, and where the ticket stands. */
export interface TicketClock {
  readonly state: TicketState;
  readonly ledger: ClockLedger;
}

/**
 * Accounts for a ticket's time up to `untilMs` (epoch milliseconds) under the policies that governed it: what happened
 * later is not seen. Observably pure. Undefined when the ticket was not opened by then.
 */
export const ticketClock = (
  history: readonly HistoryEvent[],
  policies: Policies,
  untilMs: number,
): TicketClock | undefined => {
  // Up to the last event that had happened by then: where times run backwards, what stands before it counts as having happened.
  const last = history.findLastIndex((event) => Date.parse(event.metadata.occurredAt) <= untilMs);
  const { state, facts } = clockFacts(history.slice(0, last + 1), policies);
  const ledger = clockLedger(facts, untilMs);
  return state && ledger && { state, ledger };
};
