import type { QueueRow } from '@caselog/api-contract';
import type { ReadClock } from '../../components/countdown.tsx';
import type { QueueView } from './search.ts';

/**
 * The queue as it is shown: rows in an order that is held while somebody works in it, and what has changed meanwhile. A value: every
 * function gives a new one. Each row keeps its position; what is not newer is dropped.
 */
export interface QueueList {
  /** What is shown, in this order. */
  readonly order: readonly string[];
  readonly rows: ReadonlyMap<string, QueueRow>;
  readonly clocks: ReadonlyMap<string, ReadClock>;
  /** Where the next page begins; null after the last, undefined before the first. */
  readonly next: string | null | undefined;
  /** Open tickets that pass the filters, as the server last counted them. */
  readonly total: number;
  /** Tickets that would come, leave or move if the order were not held. */
  readonly pending: ReadonlySet<string>;
}

export const emptyList: QueueList = {
  order: [],
  rows: new Map(),
  clocks: new Map(),
  next: undefined,
  total: 0,
  pending: new Set(),
};

const isOver = ({ lifecycle }: QueueRow): boolean => lifecycle === 'resolved' || lifecycle === 'surveyed';

/** Whether a row belongs into a view. Pure. */
const belongs = (row: QueueRow, { lifecycle, priority, team, assigneeId }: QueueView): boolean =>
  !isOver(row) &&
  (lifecycle?.includes(row.lifecycle) ?? true) &&
  (priority?.includes(row.priority) ?? true) &&
  (team === undefined || row.team === team) &&
  (assigneeId === undefined || row.assigneeId === assigneeId);

const keyOf = (row: QueueRow, { sort }: QueueView): string =>
  sort === 'waiting'
    ? `${row.waitingSince} ${row.ticketId}`
    : `${row.priority} ${row.openedAt} ${row.ticketId}`;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Takes a page from the server: behind what is there already. Pure. */
export const withPage = (
  list: QueueList,
  page: { readonly rows: readonly QueueRow[]; readonly next: string | null; readonly total: number },
): QueueList => {
  const rows = new Map(list.rows);
  const shown = new Set(list.order);
  const order = [...list.order];
  for (const row of page.rows) {
    const known = rows.get(row.ticketId);
    if (!known || row.position > known.position) rows.set(row.ticketId, row);
    if (!shown.has(row.ticketId)) order.push(row.ticketId);
  }
  return { ...list, rows, order, next: page.next, total: page.total };
};

/** The order as it should be by now; what lies behind the last page that was loaded is left to its page. Pure. */
const freshOrder = ({ order, rows, next, pending }: QueueList, view: QueueView): readonly string[] => {
  const keys = new Map<string, string>();
  for (const id of new Set([...order, ...pending])) {
    const row = rows.get(id);
    if (row && belongs(row, view)) keys.set(id, keyOf(row, view));
  }
  const still = order.filter((id) => keys.has(id) && !pending.has(id));
  const lastKey =
    next === null
      ? undefined
      : still
          .map((id) => keys.get(id) ?? '')
          .toSorted(compare)
          .at(-1);
  return [...keys]
    .filter(([, key]) => lastKey === undefined || key <= lastKey)
    .toSorted(([, a], [, b]) => compare(a, b))
    .map(([id]) => id);
};

/** Puts everything where it belongs. Pure. */
export const applied = (list: QueueList, view: QueueView): QueueList =>
  list.pending.size === 0 ? list : { ...list, order: freshOrder(list, view), pending: new Set() };

/** Whether a changed row would stand elsewhere, or nowhere. Pure. */
const moves = (list: QueueList, before: QueueRow | undefined, after: QueueRow, view: QueueView): boolean => {
  const isShown = list.order.includes(after.ticketId);
  if (!isShown) return belongs(after, view);
  return !belongs(after, view) || (before !== undefined && keyOf(before, view) !== keyOf(after, view));
};

/** Takes rows as they are now: cells change where they stand; what would move waits until the order is applied. Pure. */
export const patched = (
  list: QueueList,
  changes: readonly { readonly row: QueueRow; readonly clock: ReadClock }[],
  view: QueueView,
): QueueList => {
  const rows = new Map(list.rows);
  const clocks = new Map(list.clocks);
  const pending = new Set(list.pending);
  for (const { row, clock } of changes) {
    const before = rows.get(row.ticketId);
    clocks.set(row.ticketId, clock);
    if (before && row.position < before.position) continue;
    if (moves(list, before, row, view)) pending.add(row.ticketId);
    rows.set(row.ticketId, row.subject === null && before ? { ...row, subject: before.subject } : row);
  }
  return { ...list, rows, clocks, pending };
};

/** Whether a shown row has left the view: it stays where it is, greyed, until the order is applied. Pure. */
export const hasLeft = (list: QueueList, id: string, view: QueueView): boolean => {
  const row = list.rows.get(id);
  return list.pending.has(id) && row !== undefined && !belongs(row, view);
};
