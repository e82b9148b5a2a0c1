import { directlyFollows, footprintsOf, type FlowGraph, type Footprint } from '@caselog/discovery';
import type { BoardDefinition } from '../view/board.ts';
import { column, figure, label, lazily, row, wholeMs, type Table } from '../view/table.ts';
import type { Seen, View } from '../view/view.ts';
import { logOf } from './log-of.ts';

/** What the page needs to draw the map and to move its sliders without asking again. */
export interface FlowDrawing {
  readonly activities: readonly string[];
  readonly arcs: readonly { readonly from: string; readonly to: string; readonly cases: number }[];
  readonly footprints: readonly Footprint[];
}

const entered = (seen: readonly Seen[], state: string) => () =>
  seen.filter(({ entries }) => entries.some((entry) => entry.state === state));

const walked = (seen: readonly Seen[], from: string, to: string) => () =>
  seen.filter(({ entries }) =>
    entries.some((entry, index) => index > 0 && entry.state === to && entries[index - 1]!.state === from),
  );

const inferredOf = (seen: readonly Seen[]): ReadonlyMap<string, readonly Seen[]> => {
  const found = new Map<string, Seen[]>();
  for (const one of seen)
    for (const [index, { inferred, state }] of one.entries.entries()) {
      if (!inferred) continue;
      const key = index === 0 ? state : `${one.entries[index - 1]!.state} ${state}`;
      const own = found.get(key);
      if (own) own.push(one);
      else found.set(key, [one]);
    }
  return found;
};

/** The tickets that left each state, found in one go. */
const leftOf = (seen: readonly Seen[]): ReadonlyMap<string, readonly Seen[]> => {
  const found = new Map<string, Seen[]>();
  for (const one of seen)
    for (let at = 0; at < one.entries.length - 1; at += 1) {
      const own = found.get(one.entries[at]!.state);
      if (own === undefined) found.set(one.entries[at]!.state, [one]);
      else if (own.at(-1) !== one) own.push(one);
    }
  return found;
};

const activitiesOf = ({ seen }: View, graph: FlowGraph): Table => {
  const leavers = leftOf(seen);
  return {
    id: 'activities',
    title: 'States',
    formula:
      'How often tickets entered a state, and how long they stayed in it, of stays that ended by the instant. A ticket that enters a state twice counts twice in “Entered” and once in “Tickets”.',
    n: { value: graph.cases, of: 'tickets' },
    columns: [
      column('state', 'State', 'text'),
      column('count', 'Entered', 'steps'),
      column('cases', 'Tickets', 'tickets'),
      column('ends', 'Stand in it', 'tickets'),
      column('stays', 'Stays that ended', 'steps'),
      column('median', 'Median stay', 'ms'),
      column('mean', 'Mean stay', 'ms'),
    ],
    rows: graph.activities.map(({ activity, count, cases, ends, stay }) => {
      const behind = entered(seen, activity);
      const left = () => leavers.get(activity) ?? [];
      const leaving = left().length;
      return row(
        activity,
        label(activity),
        lazily(count, cases, behind),
        lazily(cases, cases, behind),
        lazily(ends, ends, () => seen.filter(({ last }) => last.state === activity)),
        lazily(stay.n, leaving, left),
        lazily(wholeMs(stay.medianMs), leaving, left),
        lazily(wholeMs(stay.meanMs), leaving, left),
      );
    }),
  };
};

const arcsOf = ({ seen }: View, graph: FlowGraph): Table => {
  const inferred = inferredOf(seen);
  return {
    id: 'arcs',
    title: 'Steps',
    formula:
      'How often tickets went from one state directly to another, and how long they had stayed in the first. Inferred: steps no source recorded, concluded from what came after.',
    n: { value: graph.cases, of: 'tickets' },
    columns: [
      column('from', 'From', 'text'),
      column('to', 'To', 'text'),
      column('count', 'Steps', 'steps'),
      column('cases', 'Tickets', 'tickets'),
      column('median', 'Median time before', 'ms'),
      column('mean', 'Mean time before', 'ms'),
      column('inferred', 'Of them inferred', 'steps'),
    ],
    rows: graph.arcs.map(({ from, to, count, cases, waiting }) => {
      const behind = walked(seen, from, to);
      const concluded = inferred.get(`${from} ${to}`) ?? [];
      return row(
        `${from} ${to}`,
        label(from),
        label(to),
        lazily(count, cases, behind),
        lazily(cases, cases, behind),
        lazily(wholeMs(waiting.medianMs), cases, behind),
        lazily(wholeMs(waiting.meanMs), cases, behind),
        figure(concluded.length, concluded),
      );
    }),
  };
};

/** The directly-follows graph of the lifecycle, with counts and times. */
export const flowMap: BoardDefinition = {
  id: 'flow-map',
  title: 'Flow map',
  shows: 'The ways tickets really went through the states, how often, and how long it took.',
  isOfEventsAlone: true,
  draw: (view) => {
    const log = logOf(view);
    const graph = directlyFollows(log);
    const drawing: FlowDrawing = {
      activities: graph.activities.map(({ activity }) => activity),
      arcs: graph.arcs.map(({ from, to, cases }) => ({ from, to, cases })),
      footprints: footprintsOf(log, graph),
    };
    return { tables: [arcsOf(view, graph), activitiesOf(view, graph)], drawing };
  },
};
