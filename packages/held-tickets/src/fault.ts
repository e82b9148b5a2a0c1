import {
  EventStoreError,
  OutcomeUnknownError,
  StoreClosedError,
  StoreFaultError,
  StoreUnavailableError,
  type RecordedEvent,
} from '@caselog/event-store';
import { ticketCodec } from '@caselog/helpdesk';
import { evolve, ForbiddenEventError, toTicketEvent, type TicketState } from '@caselog/ticket';

/** An event that cannot be read, and why. */
export interface Fault {
  readonly event: RecordedEvent;
  readonly error: unknown;
  /** No later attempt of this program can go better. */
  readonly isCertain: boolean;
}

/** Whether the ledger is to blame, not the ticket: then everything waits for it. Pure. */
export const isLedgersFault = (error: unknown): boolean =>
  error instanceof StoreUnavailableError ||
  error instanceof StoreFaultError ||
  error instanceof StoreClosedError ||
  error instanceof OutcomeUnknownError;

/** Whether the ticket is to blame for certain: an event of it does not fit this program. Pure. */
const isTicketsFault = (error: unknown): boolean =>
  error instanceof EventStoreError || error instanceof ForbiddenEventError;

/** The first event of a history that this program cannot decode or fold. Pure. */
const firstFault = (history: readonly RecordedEvent[]): Pick<Fault, 'event' | 'error'> | undefined => {
  let state: TicketState | undefined;
  for (const event of history) {
    try {
      state = evolve(state, toTicketEvent(ticketCodec.decode(event)));
    } catch (error) {
      return { event, error };
    }
  }
  return undefined;
};

/**
 * What is to blame when work on a ticket failed with `error`: the first event that cannot be read, or else, where the whole history can
 * be, the last one; `isCertain` unless that is no more than the likeliest. Undefined without a history. Pure.
 */
export const faultOf = (history: readonly RecordedEvent[], error: unknown): Fault | undefined => {
  const found = firstFault(history);
  if (found) return { ...found, isCertain: true };
  const event = history.at(-1);
  return event && { event, error, isCertain: isTicketsFault(error) };
};
