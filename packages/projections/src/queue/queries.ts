import type { Lifecycle, Priority } from '@caselog/ticket';
import type { Selectable } from 'kysely';
import { readTogether, type ReadModelsTransaction, type ReadModels } from '../database/schema.ts';
import { assertLimit } from '../paging.ts';
import { markOf, positionOf } from '../runner/positions.ts';
import { cursorOf, placeOf, type QueuePlace, type QueueSort } from './cursor.ts';
import { createCounts } from './counts.ts';
import type { QueueTables } from './tables.ts';

export interface QueueRow {
  readonly ticketId: string;
  readonly lifecycle: Lifecycle;
  readonly priority: Priority;
  /** The time of request, by which equal priorities are worked. Instants are ISO 8601 UTC. */
  readonly openedAt: string;
  /** When its present state was entered. */
  readonly waitingSince: string;
  readonly assigneeId: string | null;
  readonly team: string | null;
  readonly language: string;
  readonly revision: number;
  /** Of its last event. */
  readonly position: number;
}

/** What to show; an absent filter keeps all, null keeps those that have none. */
export interface QueueFilters {
  readonly states?: readonly Lifecycle[];
  readonly priorities?: readonly Priority[];
  readonly team?: string | null;
  readonly assigneeId?: string | null;
}

export interface QueuePageOptions {
  /** `next` of the page before; absent: the first page. */
  readonly after?: string;
  readonly limit: number;
  readonly filters?: QueueFilters;
  /** Default: by priority, then by time of request. */
  readonly sort?: QueueSort;
}

export interface QueuePage {
  readonly rows: readonly QueueRow[];
  /** Give it as `after` for the next page; null on the last. */
  readonly next: string | null;
  /** Open tickets that pass the filters, over all pages. */
  readonly total: number;
  /** Rows and total are true for exactly this position of the ledger. */
  readonly position: number;
}

const rowOf = (row: Selectable<QueueTables['queue_ticket']>): QueueRow => ({
  ticketId: row.ticket_id,
  lifecycle: row.lifecycle as Lifecycle,
  priority: row.priority as Priority,
  openedAt: row.opened_at,
  waitingSince: row.state_since,
  assigneeId: row.assignee_id,
  team: row.team,
  language: row.language,
  revision: row.revision,
  position: row.position,
});

const open = (trx: ReadModelsTransaction, filters: QueueFilters) => {
  const { states, priorities, team, assigneeId } = filters;
  let query = trx.selectFrom('queue_ticket').where('is_open', '=', 1);
  if (states) query = query.where('lifecycle', 'in', states);
  if (priorities) query = query.where('priority', 'in', priorities);
  if (team !== undefined) query = query.where('team', team === null ? 'is' : '=', team);
  if (assigneeId !== undefined)
    query = query.where('assignee_id', assigneeId === null ? 'is' : '=', assigneeId);
  return query;
};

const rowsBehind = (
  trx: ReadModelsTransaction,
  filters: QueueFilters,
  place: QueuePlace | undefined,
  sort: QueueSort,
  limit: number,
) => {
  let query = open(trx, filters).selectAll();
  if (place?.sort === 'priority')
    query = query.where((eb) =>
      eb(
        eb.refTuple('priority', 'opened_at', 'ticket_id'),
        '>',
        eb.tuple(place.priority, place.openedAt, place.ticketId),
      ),
    );
  if (place?.sort === 'waiting')
    query = query.where((eb) =>
      eb(eb.refTuple('state_since', 'ticket_id'), '>', eb.tuple(place.waitingSince, place.ticketId)),
    );
  const ordered =
    sort === 'priority' ? query.orderBy('priority').orderBy('opened_at') : query.orderBy('state_since');
  return ordered.orderBy('ticket_id').limit(limit).execute();
};

const counts = createCounts();

const countOpen = async (trx: ReadModelsTransaction, filters: QueueFilters): Promise<number> => {
  const { total } = await open(trx, filters)
    .select(({ fn }) => fn.countAll().as('total'))
    .executeTakeFirstOrThrow();
  return Number(total);
};

const endOf = (row: QueueRow, sort: QueueSort): QueuePlace => ({ ...row, sort });

/**
 * A page of the open tickets by priority, then by time of request, then by id; or by how long they have waited: behind the place where the
 * page before ended, so nothing is shown twice or left out because tickets came or went meanwhile. What is counted once is not counted
 * again until the read model moves.
 * @throws InvalidCursorError, InvalidLimitError
 */
export const queuePage = (
  db: ReadModels,
  { after, limit, filters = {}, sort = 'priority' }: QueuePageOptions,
): Promise<QueuePage> => {
  assertLimit(limit);
  const place = after === undefined ? undefined : placeOf(after, sort);
  return readTogether(db, async (trx) => {
    const found = await rowsBehind(trx, filters, place, sort, limit + 1);
    const position = await positionOf(trx, 'queue');
    const mark = await markOf(trx, 'queue');
    const total = await counts(db, JSON.stringify(filters), mark, () => countOpen(trx, filters));
    const rows = found.slice(0, limit).map(rowOf);
    const next = found.length > limit ? cursorOf(endOf(rows.at(-1)!, sort)) : null;
    return { rows, next, total, position };
  });
};

/** How many open tickets there are of each kind that a filter may name. */
export interface QueueFacet {
  readonly value: string | null;
  readonly count: number;
}

export interface QueueFacets {
  readonly lifecycle: readonly QueueFacet[];
  readonly priority: readonly QueueFacet[];
  readonly team: readonly QueueFacet[];
  readonly assigneeId: readonly QueueFacet[];
  readonly position: number;
}

const facetsBy = async (
  trx: ReadModelsTransaction,
  column: 'lifecycle' | 'priority' | 'team' | 'assignee_id',
): Promise<readonly QueueFacet[]> => {
  const rows = await trx
    .selectFrom('queue_ticket')
    .where('is_open', '=', 1)
    .select(({ fn }) => [`${column} as value` as const, fn.countAll().as('count')])
    .groupBy(column)
    .execute();
  return rows
    .map(({ value, count }) => ({ value, count: Number(count) }))
    .toSorted((a, b) => b.count - a.count);
};

/** The kinds of open tickets, with their counts, the most frequent first. */
export const queueFacets = (db: ReadModels): Promise<QueueFacets> =>
  readTogether(db, async (trx) => ({
    lifecycle: await facetsBy(trx, 'lifecycle'),
    priority: await facetsBy(trx, 'priority'),
    team: await facetsBy(trx, 'team'),
    assigneeId: await facetsBy(trx, 'assignee_id'),
    position: await positionOf(trx, 'queue'),
  }));
