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

/** Under what a ticket is counted; undefined: not at all. */
type KeyOf = (state: Lifecycle, priority: Priority) => string | undefined;
type KeyAt = (seen: Seen, atMs: number) => string | undefined;

/** The key at an instant, by what had happened by then. */
const keyAtBy =
  (keyOf: KeyOf): KeyAt =>
  (seen, atMs) => {
    const [state, priority] = [stateAt(seen, atMs), priorityAt(seen, atMs)];
    return state === undefined || priority === undefined ? undefined : keyOf(state, priority);
  };

/** A stretch of a ticket's life with one key. */
type TakeStretch = (key: string | undefined, fromMs: number, toMs: number) => void;

/** Every instant at which something of the ticket changed, for tickets whose times run backwards. */
const eachStretchAnew = (seen: Seen, keyAt: KeyAt, take: TakeStretch): void => {
  const { entries, standings } = seen;
  const moments = [...new Set([...entries, ...standings].map(({ atMs }) => atMs))].toSorted((a, b) => a - b);
  for (const [index, atMs] of moments.entries())
    take(keyAt(seen, atMs), atMs, moments[index + 1] ?? Number.POSITIVE_INFINITY);
};

/** The stretches of a ticket in their order: both lists are walked once, side by side. */
const eachStretch = (seen: Seen, keyOf: KeyOf, take: TakeStretch): void => {
  const { entries, standings } = seen;
  let [entry, standing] = [0, 0];
  let fromMs = entries[0]!.atMs;
  while (fromMs < Number.POSITIVE_INFINITY) {
    while (entry + 1 < entries.length && entries[entry + 1]!.atMs <= fromMs) entry += 1;
    while (standing + 1 < standings.length && standings[standing + 1]!.atMs <= fromMs) standing += 1;
    const toMs = Math.min(
      entries[entry + 1]?.atMs ?? Number.POSITIVE_INFINITY,
      standings[standing + 1]?.atMs ?? Number.POSITIVE_INFINITY,
    );
    take(keyOf(entries[entry]!.state, standings[standing]!.priority), fromMs, toMs);
    fromMs = toMs;
  }
};

/** How many tickets had each key at each instant of a grid, by differences: a ticket costs its changes, not the grid. */
const countAt = (
  seen: readonly Seen[],
  grid: readonly number[],
  keys: readonly string[],
  keyOf: KeyOf,
): Int32Array[] => {
  const counts = keys.map(() => new Int32Array(grid.length + 1));
  const places = new Map(keys.map((key, place) => [key, counts[place]!]));
  const take: TakeStretch = (key, fromMs, toMs) => {
    const own = key === undefined ? undefined : places.get(key);
    if (!own) return;
    own[firstFrom(grid, fromMs)]! += 1;
    own[firstFrom(grid, toMs)]! -= 1;
  };
  for (const one of seen)
    if (one.ticket.isInOrder) eachStretch(one, keyOf, take);
    else eachStretchAnew(one, keyAtBy(keyOf), take);
  for (const own of counts) for (let at = 1; at < own.length; at += 1) own[at]! += own[at - 1]!;
  return counts;
};

const series = (
  view: View,
  grid: readonly number[],
  about: Pick<Table, 'id' | 'title' | 'formula'>,
  keys: readonly string[],
  keyOf: KeyOf,
): Table => {
  const { seen } = view;
  const counts = countAt(seen, grid, keys, keyOf);
  const keyAt = keyAtBy(keyOf);
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
  isOfEventsAlone: false,
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
          (state) => state,
        ),
        series(
          view,
          grid,
          { id: 'priorities', title: 'Open tickets by priority', formula: `${open} the priority they had.` },
          priorities,
          (state, priority) => (openStates.includes(state) ? priority : undefined),
        ),
      ],
    };
  },
};
