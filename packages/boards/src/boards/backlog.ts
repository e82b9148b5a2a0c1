import { lifecycleStates, type Lifecycle, type Priority } from '@caselog/ticket';
import type { BoardDefinition } from '../view/board.ts';
import { column, count, label, lazily, row, type Table } from '../view/table.ts';
import type { Seen, View } from '../view/view.ts';
import { firstFrom, gridOf } from './grid.ts';

const openStates: readonly Lifecycle[] = ['opened', 'triaged', 'awaiting-data', 'escalated', 'third-party'];
const priorities: readonly Priority[] = ['P1', 'P2', 'P3', 'P4'];

/** The last of `items`, in their own order, that had happened by then. */
const lastBy = <Item extends { readonly atMs: number }>(
  items: readonly Item[],
  atMs: number,
): Item | undefined => items.findLast((item) => item.atMs <= atMs);

const stateAt = (seen: Seen, atMs: number): Lifecycle | undefined => lastBy(seen.entries, atMs)?.state;
const priorityAt = (seen: Seen, atMs: number): Priority | undefined => lastBy(seen.standings, atMs)?.priority;
const isOpenAt = (seen: Seen, atMs: number): boolean => {
  const state = stateAt(seen, atMs);
  return state !== undefined && openStates.includes(state);
};

type KeyAt = (seen: Seen, atMs: number) => string | undefined;

/** Every instant at which something of the ticket changed. */
const changes = ({ entries, standings }: Seen): readonly number[] =>
  [...new Set([...entries, ...standings].map(({ atMs }) => atMs))].toSorted((a, b) => a - b);

/** How many tickets had each key at each instant of a grid, by differences: a ticket costs its changes, not the grid. */
const countAt = (
  seen: readonly Seen[],
  grid: readonly number[],
  keys: readonly string[],
  keyAt: KeyAt,
): Int32Array[] => {
  const counts = keys.map(() => new Int32Array(grid.length + 1));
  for (const one of seen) {
    const moments = changes(one);
    for (const [index, atMs] of moments.entries()) {
      const key = keyAt(one, atMs);
      const own = key === undefined ? undefined : counts[keys.indexOf(key)];
      if (!own) continue;
      own[firstFrom(grid, atMs)]! += 1;
      own[firstFrom(grid, moments[index + 1] ?? Number.POSITIVE_INFINITY)]! -= 1;
    }
  }
  for (const own of counts) for (let at = 1; at < own.length; at += 1) own[at]! += own[at - 1]!;
  return counts;
};

const series = (
  view: View,
  grid: readonly number[],
  about: Pick<Table, 'id' | 'title' | 'formula'>,
  keys: readonly string[],
  keyAt: KeyAt,
): Table => {
  const { seen } = view;
  const counts = countAt(seen, grid, keys, keyAt);
  const at = (atMs: number, key: string | undefined) => () =>
    seen.filter((one) => (key === undefined ? isOpenAt(one, atMs) : keyAt(one, atMs) === key));
  return {
    ...about,
    n: { value: seen.length, of: 'tickets' },
    columns: [
      column('at', 'Instant', 'instant'),
      ...keys.map((key) => column(key, key, 'tickets')),
      column('open', 'Open', 'tickets'),
    ],
    rows: grid.map((atMs, index) => {
      const own = counts.map((each) => each[index]!);
      const open = own.reduce((sum, each) => sum + each, 0);
      const instant = new Date(atMs).toISOString();
      return row(
        instant,
        label(instant),
        ...keys.map((key, of) => lazily(own[of]!, own[of]!, at(atMs, key))),
        lazily(open, open, at(atMs, undefined)),
      );
    }),
  };
};

/** From the first opening to the instant asked for, or to where nothing changes any more. */
const gridOfView = ({ seen, query }: View): readonly number[] => {
  if (seen.length === 0) return [query.asOfMs];
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, 0];
  for (const { entries } of seen)
    for (const { atMs } of entries) {
      firstMs = Math.min(firstMs, atMs);
      lastMs = Math.max(lastMs, atMs);
    }
  const quietMs = gridOf(firstMs, lastMs + 7 * 86_400_000).find((atMs) => atMs >= lastMs) ?? lastMs;
  return gridOf(firstMs, Math.min(query.asOfMs, quietMs));
};

const standing = ({ seen }: View): Table => ({
  id: 'standing',
  title: 'Where tickets stand at the instant',
  formula: 'Tickets by the state they stand in and the priority they have at the instant asked for.',
  n: { value: seen.length, of: 'tickets' },
  columns: [
    column('state', 'State', 'text'),
    ...priorities.map((priority) => column(priority, priority, 'tickets')),
    column('all', 'All', 'tickets'),
  ],
  rows: lifecycleStates.map((state) => {
    const here = seen.filter(({ last }) => last.state === state);
    return row(
      state,
      label(state),
      ...priorities.map((priority) => count(here.filter((one) => one.standing.priority === priority))),
      count(here),
    );
  }),
});

/** Backlog by state and by priority, at any instant, not once a day. */
export const backlog: BoardDefinition = {
  id: 'backlog',
  title: 'Backlog',
  shows: 'How many tickets were open, by state and by priority, over time.',
  draw: (view) => {
    const grid = gridOfView(view);
    const open = 'Open tickets (neither resolved nor surveyed) of the population at each instant, by';
    return {
      tables: [
        standing(view),
        series(
          view,
          grid,
          { id: 'states', title: 'Open tickets by state', formula: `${open} the state they stood in.` },
          openStates,
          stateAt,
        ),
        series(
          view,
          grid,
          { id: 'priorities', title: 'Open tickets by priority', formula: `${open} the priority they had.` },
          priorities,
          (seen, atMs) => (isOpenAt(seen, atMs) ? priorityAt(seen, atMs) : undefined),
        ),
      ],
    };
  },
};
