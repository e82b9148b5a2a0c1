import type { Leg, Principal } from '@caselog/access-control';
import type { TicketResponse } from '@caselog/api-contract';
import type { RecordedEvent } from '@caselog/event-store';
import { ticketAt, type TicketThen, type TimeOf } from '@caselog/history';
import type { SeenTicket } from './permission.ts';
import { eventsShown, stateShown } from './views.ts';

/** Which past is meant. */
export interface Moment {
  readonly at: string;
  readonly by: TimeOf;
}

/** The ticket and which of its events a reader of whole tickets is shown. */
const wholeThen = ({ loaded: { history } }: SeenTicket, { at, by }: Moment): TicketThen | undefined =>
  ticketAt(history, at, by);

/**
 * The ticket as a partner had it: it stands where the last leg that had begun by then left it, and of the events only those of the legs are
 * told. Which legs there are is judged by all that happened since, as for the ticket today.
 */
const legsThen = (
  { loaded: { history } }: SeenTicket,
  legs: readonly Leg<RecordedEvent>[],
  { at, by }: Moment,
): TicketThen | undefined => {
  const begun = legs.filter(({ events }) => events.some(({ metadata }) => metadata[by] <= at));
  const end = begun.at(-1)?.events.at(-1);
  const then = end && ticketAt(history.slice(0, history.indexOf(end) + 1), at, by);
  const told = new Set(begun.flatMap(({ events }) => events));
  return then && { ...then, events: then.events.filter((event) => told.has(event)) };
};

/**
 * A ticket as it was, for a reader who may see it today: who reads decides what is shown, not what was shown to it then. Pure. Undefined
 * when the ticket, or the reader's part of it, had not begun.
 */
export const toPastView = (
  seen: SeenTicket,
  moment: Moment,
  reader: Principal,
): TicketResponse | undefined => {
  const { access } = seen;
  const then = access.reading === 'referral' ? legsThen(seen, access.legs, moment) : wholeThen(seen, moment);
  const last = then?.events.at(-1);
  if (!then || !last) return undefined;
  return {
    ticketId: seen.loaded.ticketId,
    revision: last.revision,
    position: last.position,
    state: stateShown(then, access.reading),
    allowed: [],
    history: eventsShown(then.events, access.reading, reader),
    asOf: moment,
  };
};
