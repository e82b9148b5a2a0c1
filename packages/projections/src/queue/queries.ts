import type { Lifecycle, Priority } from '@caselog/ticket';
import type { Selectable } from 'kysely';
import { readTogether, type ReadModelsTransaction, type ReadModels } from '../database/schema.ts';
import { assertLimit } from '../paging.ts';
import { positionOf } from '../runner/positions.ts';
import { cursorOf, placeOf, type QueuePlace } from './cursor.ts';
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
  limit: number,
) => {
  let query = open(trx, filters).selectAll();
  if (place)
    query = query.where((eb) =>
      eb(
        eb.refTuple('priority', 'opened_at', 'ticket_id'),
        '>',
        eb.tuple(place.priority, place.openedAt, place.ticketId),
      ),
    );
  return query.orderBy('priority').orderBy('opened_at').orderBy('ticket_id').limit(limit).execute();
};

/**
 * A page of the open tickets by priority, then by time of request, then by id: behind the place where the page before ended,
 * so nothing is shown twice or left out because tickets came or went meanwhile.
 * @throws InvalidCursorError, InvalidLimitError
 */
export const queuePage = (
  db: ReadModels,
  { after, limit, filters = {} }: QueuePageOptions,
): Promise<QueuePage> => {
  assertLimit(limit);
  const place = after === undefined ? undefined : placeOf(after);
  return readTogether(db, async (trx) => {
    const found = await rowsBehind(trx, filters, place, limit + 1);
    const { total } = await open(trx, filters)
      .select(({ fn }) => fn.countAll().as('total'))
      .executeTakeFirstOrThrow();
    const rows = found.slice(0, limit).map(rowOf);
    const next = found.length > limit ? cursorOf(rows.at(-1)!) : null;
    return { rows, next, total: Number(total), position: await positionOf(trx, 'queue') };
  });
};
