import type { EventStore, RecordedEvent } from '@caselog/event-store';
import {
  fold,
  ticketIdOf,
  ticketIdSchema,
  ticketStream,
  type EventData,
  type TicketId,
  type TicketState,
} from '@caselog/ticket';
import { ticketEventOf } from './codec.ts';

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

/** A ticket with its history. */
export interface TicketHistory {
  readonly ticketId: TicketId;
  readonly state: TicketState;
  /** Every event, oldest first. */
  readonly events: readonly RecordedEvent[];
}

/** The ticket and its history, undefined when there is none. Not pure: reads the store. @throws ForbiddenEventError, what the codec throws */
export const ticketHistory = async (
  store: EventStore,
  ticketId: TicketId,
): Promise<TicketHistory | undefined> => {
  const events = await store.readStream(ticketStream(ticketId));
  const state = fold(events.map(ticketEventOf));
  return state && { ticketId, state, events };
};

/**
 * The tickets that a person means by `name`: the one with this id, or those that came from a case of this name; several logs may have such
 * a case. Not pure: reads the store.
 */
export const findTickets = async (store: EventStore, name: string): Promise<readonly TicketId[]> => {
  const asId = ticketIdSchema.safeParse(name.toLowerCase());
  if (asId.success && (await store.readStream(ticketStream(asId.data), { limit: 1 })).length > 0)
    return [asId.data];
  const found: TicketId[] = [];
  for await (const { caseId, ticketId } of importedTickets(store)) if (caseId === name) found.push(ticketId);
  return found;
};
