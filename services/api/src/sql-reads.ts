import type { Env } from '@caselog/env';
import {
  flowSummary,
  InvalidCursorError,
  projectionPositions,
  queuePage,
  ticketSubjects,
  waitForPosition,
  type QueueFilters,
  type ReadModels,
} from '@caselog/projections';
import type { QueueQuery } from '@caselog/api-contract';
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
  const { after, limit = rowsDefault } = query;
  try {
    return await queuePage(db, {
      limit,
      filters: filtersOf(query),
      ...(after === undefined ? {} : { after }),
    });
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    throw new MalformedRequestError([
      { in: 'query', pointer: '/after', message: 'must be `next` of a page before' },
    ]);
  }
};

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
  async flow() {
    const { states, edges, position } = await flowSummary(db);
    return { states: [...states], edges: [...edges], position };
  },
  async waitFor(model, position, timeoutMs, signal) {
    return (await waitForPosition(db, model, position, { timeoutMs, signal, env })).position;
  },
  async positions() {
    return Object.fromEntries((await projectionPositions(db)).map(({ name, position }) => [name, position]));
  },
});
