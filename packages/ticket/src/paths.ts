import type { Configuration, Step } from './chart/compile.ts';
import { chart } from './chart/index.ts';
import { lifecycleStates, type Lifecycle } from './chart/lifecycle.ts';
import { eventTypes, type TicketEventType } from './events.ts';

/** An edge of the lifecycle as the chart draws it, and the first declared event that walks it. */
export interface Edge {
  readonly from: Lifecycle;
  readonly to: Lifecycle;
  readonly events: readonly TicketEventType[];
}

const targetsOf = (step: Step | undefined): readonly Configuration[] =>
  step === undefined ? [] : 'ask' in step ? [...targetsOf(step.yes), ...targetsOf(step.no)] : [step.to];

interface Move {
  readonly to: Configuration;
  readonly type: TicketEventType;
}

const leaving = (configuration: Configuration): readonly Move[] =>
  eventTypes.flatMap((type) =>
    targetsOf(configuration.steps[type])
      .filter((to) => to.lifecycle !== configuration.lifecycle)
      .map((to) => ({ to, type })),
  );

/** The chart never changes while the program runs, so its moves are worked out once. */
const moves = new Map<Configuration, readonly Move[]>(
  chart.configurations.map((configuration) => [configuration, leaving(configuration)]),
);
const movesFrom = (configuration: Configuration): readonly Move[] => moves.get(configuration) ?? [];

/** The events that lead from where a ticket stands directly to `state`, in declared order. Pure. */
export const directEvents = (from: Configuration, state: Lifecycle): readonly TicketEventType[] => [
  ...new Set(
    movesFrom(from)
      .filter(({ to }) => to.lifecycle === state)
      .map(({ type }) => type),
  ),
];

/**
 * The shortest way from `from` to the lifecycle state `to`: the states to pass through, the last being `to`; undefined when
 * no way leads there. Ties go to the edge declared first. Pure.
 */
export const shortestPath = (from: Configuration, to: Lifecycle): readonly Lifecycle[] | undefined => {
  const seen = new Set<string>([from.key]);
  let frontier: { at: Configuration; path: readonly Lifecycle[] }[] = [{ at: from, path: [] }];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const { at, path } of frontier) {
      for (const move of movesFrom(at)) {
        if (move.to.lifecycle === to) return [...path, to];
        if (seen.has(move.to.key)) continue;
        seen.add(move.to.key);
        next.push({ at: move.to, path: [...path, move.to.lifecycle] });
      }
    }
    frontier = next;
  }
  return undefined;
};

/** Every edge between lifecycle states that some ticket can walk, in declared order. Pure. */
export const edges = (): readonly Edge[] => {
  const found = new Map<string, { from: Lifecycle; to: Lifecycle; events: Set<TicketEventType> }>();
  for (const configuration of chart.configurations) {
    for (const { to, type } of movesFrom(configuration)) {
      const key = `${configuration.lifecycle} ${to.lifecycle}`;
      const edge = found.get(key) ?? { from: configuration.lifecycle, to: to.lifecycle, events: new Set() };
      found.set(key, edge);
      edge.events.add(type);
    }
  }
  const order = (state: Lifecycle): number => lifecycleStates.indexOf(state);
  return [...found.values()]
    .map(({ from, to, events }) => ({ from, to, events: eventTypes.filter((type) => events.has(type)) }))
    .toSorted((a, b) => order(a.from) - order(b.from) || order(a.to) - order(b.to));
};
