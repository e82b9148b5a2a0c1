import type { EventStore, RecordedEvent } from '@caselog/event-store';
import { telling, toldTicketsOf, type ToldTicket } from '@caselog/history';
import { ticketIdOf, type TicketId, type TicketState } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';
import type { DuckDBConnection } from '@duckdb/node-api';
import { accountTicket } from './account.ts';
import { openAppender, type Library } from './appender.ts';
import type { Table } from './column.ts';
import { events, transitions } from './tables/events.ts';
import { surveyRows, surveys } from './tables/surveys.ts';
import { tickets } from './tables/tickets.ts';
import { clockIntervals, episodes, targets } from './tables/time.ts';

export interface LoadOptions {
  readonly store: EventStore;
  readonly policies: Policies;
  readonly nowMs: number;
  /** Events behind this position are loaded, up to `upTo`. */
  readonly after: number;
  readonly upTo: number;
  readonly withPersonalData: boolean;
  /** Tickets whose account has changed without an event, because time has passed. */
  readonly alsoTickets: readonly TicketId[];
  /** Hears of events that were looked at. */
  readonly onLoaded: (events: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The appenders of all tables. */
const openAppenders = async (library: Library, connection: DuckDBConnection) => {
  const open = <Row>(table: Table<Row>) => openAppender(library, connection, table);
  return {
    events: await open(events),
    transitions: await open(transitions),
    tickets: await open(tickets),
    episodes: await open(episodes),
    clockIntervals: await open(clockIntervals),
    targets: await open(targets),
    surveys: await open(surveys),
  };
};
type Appenders = Awaited<ReturnType<typeof openAppenders>>;

/** Adds the events of a ticket that are new, and its transitions among them. */
const addEvents = (to: Appenders, ticket: ToldTicket, after: number): void => {
  let before: TicketState | undefined;
  let sinceMs: number | undefined;
  for (const event of ticket.events) {
    const { recorded } = event;
    const isNew = recorded.position > after;
    if (isNew) to.events.add(event);
    if (before?.configuration.lifecycle !== event.after.configuration.lifecycle) {
      if (isNew) to.transitions.add({ ...event, before, sinceMs });
      sinceMs = Date.parse(recorded.metadata.occurredAt);
    }
    before = event.after;
  }
};

const addAccount = (to: Appenders, told: ToldTicket, { policies, nowMs }: LoadOptions): void => {
  const accounted = accountTicket(told, policies, nowMs);
  const { ticketId } = told;
  to.tickets.add(accounted);
  for (const thing of accounted.ledger?.episodes ?? []) to.episodes.add({ ticketId, thing });
  for (const thing of accounted.ledger?.intervals ?? []) to.clockIntervals.add({ ticketId, thing });
  for (const thing of accounted.ledger?.targets ?? []) to.targets.add({ ticketId, thing });
  for (const row of surveyRows(told)) to.surveys.add(row);
};

interface News {
  /** Tickets with new events, in the order of the first of them. */
  readonly tickets: ReadonlySet<TicketId>;
  readonly others: readonly RecordedEvent[];
}

const newsOf = async ({ store, after, upTo, signal }: LoadOptions): Promise<News> => {
  const found = new Set<TicketId>();
  const others: RecordedEvent[] = [];
  for await (const batch of store.readAll({ after, batchSize: 1_000 })) {
    signal?.throwIfAborted();
    for (const event of batch) {
      if (event.position > upTo) return { tickets: found, others };
      const ticketId = ticketIdOf(event.stream);
      if (ticketId === undefined) others.push(event);
      else found.add(ticketId);
    }
  }
  return { tickets: found, others };
};

const forget = async (connection: DuckDBConnection, ticketIds: Iterable<TicketId>): Promise<void> => {
  await connection.run('create or replace temp table changed (ticket_id varchar)');
  const appender = await connection.createAppender('changed');
  for (const ticketId of ticketIds) {
    appender.appendVarchar(ticketId);
    appender.endRow();
  }
  appender.closeSync();
  for (const { name } of [tickets, episodes, clockIntervals, targets, surveys])
    await connection.run(`delete from ${name} where ticket_id in (select ticket_id from changed)`);
  await connection.run('drop table changed');
};

/** Loads what is new in a ledger. Events and transitions are added; what is known of each ticket that changed is made anew. */
export const load = async (
  library: Library,
  connection: DuckDBConnection,
  options: LoadOptions,
): Promise<void> => {
  const { store, after, upTo, withPersonalData, alsoTickets, onLoaded, signal } = options;
  const news = await newsOf(options);
  const changed = [...news.tickets.union(new Set(alsoTickets))];
  if (after > 0) await forget(connection, changed);
  const to = await openAppenders(library, connection);
  const tell = telling(withPersonalData);
  for (const recorded of news.others) to.events.add({ recorded, data: tell(recorded), after: undefined });
  onLoaded(news.others.length);
  for await (const told of toldTicketsOf(store, changed, { upTo, withPersonalData, signal })) {
    addEvents(to, told, after);
    addAccount(to, told, options);
    onLoaded(told.events.length);
  }
  for (const { close } of Object.values(to)) close();
};
