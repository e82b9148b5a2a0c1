import { evolve, toTicketEvent, type TicketState } from '@caselog/ticket';
import type { HistoryEvent } from './ticket-access.ts';

/** A stretch of a ticket's history in which a partner had it. */
export interface Leg<Event extends HistoryEvent = HistoryEvent> {
  /** From the referral on, and with the event that ended it unless that was a referral elsewhere. */
  readonly events: readonly Event[];
  /** Whether the partner has the ticket still. */
  readonly isOpen: boolean;
  /** How the ticket stood after the last of the events. */
  readonly state: TicketState;
}

/** A wait for data that was asked for during the leg belongs to it: its end leads back to the partner. */
const isWith = (partnerId: string, { configuration, context }: TicketState): boolean => {
  const { lifecycle, returnsTo } = configuration;
  const isThere =
    lifecycle === 'third-party' || (lifecycle === 'awaiting-data' && returnsTo === 'third-party');
  return isThere && context.partnerId === partnerId;
};

/**
 * The legs a partner had of a ticket, in order. Pure. Source: domain, "A partner sees only what was referred to it".
 * @throws ForbiddenEventError when the chart forbids an event of the history.
 */
export const legsOf = <Event extends HistoryEvent>(
  history: readonly Event[],
  partnerId: string,
): readonly Leg<Event>[] => {
  const legs: { readonly events: Event[]; isOpen: boolean; state: TicketState }[] = [];
  let state: TicketState | undefined;
  for (const event of history) {
    state = evolve(state, toTicketEvent(event));
    const isHere = isWith(partnerId, state);
    if (isHere && !legs.at(-1)?.isOpen) legs.push({ events: [], isOpen: true, state });
    const leg = legs.at(-1);
    if (!leg?.isOpen) continue;
    leg.isOpen = isHere;
    // Who has it next, and why, is not this partner's to know.
    if (!isHere && event.type === 'TicketReferred') continue;
    leg.events.push(event);
    leg.state = state;
  }
  return legs;
};
