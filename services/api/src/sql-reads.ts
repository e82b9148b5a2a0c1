import type { Env } from '@caselog/env';
import {
  flowSummary,
  InvalidCursorError,
  projectionPositions,
  queueFacets,
  queuePage,
  ticketCount,
  ticketsById,
  ticketsOf,
  ticketSubjects,
  waitForPosition,
  type QueueFilters,
  type ReadModels,
  type TicketDetails,
} from '@caselog/projections';
import type {
  MyTicketsResponse,
  QueueQuery,
  TicketListQuery,
  TicketListResponse,
} from '@caselog/api-contract';
import { MalformedRequestError } from './problems/errors.ts';
import type { Reads } from './reads.ts';

const rowsDefault = 50;

const filtersOf = ({ lifecycle, priority, team, assigneeId }: QueueQuery): QueueFilters => ({
  ...(lifecycle ? { states: lifecycle } : {}),
  ...(priority ? { priorities: priority } : {}),
  ...(team === undefined ? {} : { team }),
  ...(assigneeId === undefined ? {} : { assigneeId }),
});

const page = async (db: ReadModels, query: QueueQuery) => {
  const { after, limit = rowsDefault, sort } = query;
  try {
    return await queuePage(db, {
      limit,
      filters: filtersOf(query),
      ...(sort === undefined ? {} : { sort }),
      ...(after === undefined ? {} : { after }),
    });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    throw new MalformedRequestError([
      { in: 'query', pointer: '/after', message: 'must be `next` of a page before' },
    ]);
  }
};

const listRow = (ticket: TicketDetails): TicketListResponse['rows'][number] => ({
  ticketId: ticket.ticketId,
  subject: ticket.subject,
  lifecycle: ticket.lifecycle,
  priority: ticket.state.context.priority,
  assigneeId: ticket.state.context.assigneeId,
  team: ticket.state.context.team,
  openedAt: ticket.openedAt,
  updatedAt: ticket.updatedAt,
  resolvedAt: ticket.resolvedAt,
  episode: ticket.episodes,
  source: ticket.source,
  revision: ticket.revision,
  position: ticket.position,
});

const list = async (db: ReadModels, query: TicketListQuery): Promise<TicketListResponse> => {
  const { limit = rowsDefault, after } = query;
  const found = await ticketsById(db, { limit: limit + 1, ...(after === undefined ? {} : { after }) });
  const { tickets: total, position } = await ticketCount(db);
  const rows = found.slice(0, limit).map(listRow);
  return { rows, next: found.length > limit ? rows.at(-1)!.ticketId : null, total, position };
};

const ownRow = (ticket: TicketDetails): MyTicketsResponse['rows'][number] => ({
  ticketId: ticket.ticketId,
  subject: ticket.subject,
  lifecycle: ticket.lifecycle,
  priority: ticket.state.context.priority,
  language: ticket.state.context.language,
  openedAt: ticket.openedAt,
  updatedAt: ticket.updatedAt,
  resolvedAt: ticket.resolvedAt,
  openItems: [...ticket.state.context.openItems],
  revision: ticket.revision,
  position: ticket.position,
});

/** The API's reads over an open database of read models, which is best a handle of its own. */
export const sqlReads = (db: ReadModels, env: Env): Reads => ({
  async queue(query) {
    const { rows, next, total, position } = await page(db, query);
    const subjects = await ticketSubjects(
      db,
      rows.map(({ ticketId }) => ticketId),
    );
    return {
      rows: rows.map((row) => ({ ...row, subject: subjects.get(row.ticketId) ?? null })),
      next,
      total,
      position,
    };
  },
  async queueFacets() {
    const { lifecycle, priority, team, assigneeId, position } = await queueFacets(db);
    return {
      lifecycle: [...lifecycle],
      priority: [...priority],
      team: [...team],
      assigneeId: [...assigneeId],
      position,
    };
  },
  tickets: (query) => list(db, query),
  async ticketsOf(whose, somebodysPage) {
    const { tickets, next, position } = await ticketsOf(db, whose, somebodysPage);
    return { rows: tickets.map(ownRow), next, position };
  },
  async flow() {
    const { states, edges, position } = await flowSummary(db);
    return { states: [...states], edges: [...edges], position };
  },
  async waitFor(model, position, timeoutMs, signal) {
    return (await waitForPosition(db, model, position, { timeoutMs, signal, env })).position;
  },
  standings: () => projectionPositions(db),
  async positions() {
    return Object.fromEntries((await projectionPositions(db)).map(({ name, position }) => [name, position]));
  },
});
