import type { EventStore, RecordedEvent } from '@caselog/event-store';
import {
  evolve,
  ticketIdOf,
  ticketStream,
  withoutPersonalData,
  type EventData,
  type TicketId,
  type TicketState,
} from '@caselog/ticket';
import { ticketEventOf } from '../codec.ts';
import { belongsTo, isOfPeriod, type ExportPopulation } from './population.ts';

/** An event and where it left its ticket. */
export interface ToldEvent {
  readonly recorded: RecordedEvent;
  /** Its data as it may be told. */
  readonly data: unknown;
  readonly after: TicketState;
}

/** A ticket as it is written into a log. */
export interface ToldTicket {
  readonly ticketId: TicketId;
  /** The case it came from. */
  readonly source: EventData<'TicketOpened'>['source'];
  readonly events: readonly ToldEvent[];
}

export interface TellOptions {
  /** The last position that is told: what happens meanwhile is left for the next time. */
  readonly upTo: number;
  readonly withPersonalData: boolean;
  /** Default: every ticket. */
  readonly population?: ExportPopulation | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How an event's data may be told. Pure. */
export const telling =
  (withPersonalData: boolean) =>
  ({ type, data }: RecordedEvent): unknown =>
    withPersonalData ? data : withoutPersonalData(type, data);

const tellTicket = (
  ticketId: TicketId,
  events: readonly RecordedEvent[],
  tell: (event: RecordedEvent) => unknown,
): ToldTicket => {
  let state: TicketState | undefined;
  const told = events.map((recorded): ToldEvent => {
    state = evolve(state, ticketEventOf(recorded));
    return { recorded, data: tell(recorded), after: state };
  });
  return { ticketId, source: (events[0]!.data as EventData<'TicketOpened'>).source, events: told };
};

/** How many tickets' histories are asked for at once. */
const aheadMax = 16;

/** These tickets with their histories, in their order. Holds some tens of tickets at a time. Not pure: reads the store. @throws as toldTickets does */
export async function* toldTicketsOf(
  store: EventStore,
  ids: readonly TicketId[],
  { upTo, withPersonalData, signal }: TellOptions,
): AsyncGenerator<ToldTicket> {
  const tell = telling(withPersonalData);
  const read = async (ticketId: TicketId): Promise<ToldTicket> => {
    const events = await store.readStream(ticketStream(ticketId));
    return tellTicket(
      ticketId,
      events.filter(({ position }) => position <= upTo),
      tell,
    );
  };
  for (let at = 0; at < ids.length; at += aheadMax) {
    signal?.throwIfAborted();
    yield* await Promise.all(ids.slice(at, at + aheadMax).map(read));
  }
}

/**
 * Every ticket of the population with its history, in the order in which they were opened. Holds some tens of tickets at a time. Not pure: reads the store.
 * @throws ForbiddenEventError, what the codec and the store throw, and the signal's reason
 */
export async function* toldTickets(store: EventStore, options: TellOptions): AsyncGenerator<ToldTicket> {
  const { upTo, population = {} } = options;
  const filter = { categories: ['ticket'], types: ['TicketOpened'] };
  for await (const batch of store.readAll({ filter, batchSize: 1_000 })) {
    const ids = batch
      .filter(({ position, metadata }) => position <= upTo && isOfPeriod(population, metadata.occurredAt))
      .map(({ stream }) => ticketIdOf(stream)!);
    for await (const ticket of toldTicketsOf(store, ids, options))
      if (belongsTo(population, ticket)) yield ticket;
  }
}
