import type { EventStore } from '@caselog/event-store';
import { edges, lifecycleStates, type Lifecycle } from '@caselog/ticket';
import { foldLedger, type FoldLedgerOptions } from './fold-ledger.ts';

export interface EdgeCount {
  readonly from: Lifecycle;
  readonly to: Lifecycle;
  readonly count: number;
}

export interface Statistics {
  readonly tickets: number;
  /** Events of tickets. */
  readonly events: number;
  /** Tickets in each state that holds any, states in the order of the chart. */
  readonly byState: StateCounts;
  /** Events of each type, the most frequent first. */
  readonly eventsByType: Readonly<Record<string, number>>;
  /** How often each edge was walked, inferred transitions included, in the order of the chart. Edges never walked are not listed. */
  readonly edges: readonly EdgeCount[];
}

/** Tickets by lifecycle state. */
export type StateCounts = Readonly<Partial<Record<Lifecycle, number>>>;

/** How many of `lifecycles` are in each state; states without any are left out. Pure. */
export const countByState = (lifecycles: Iterable<Lifecycle>): StateCounts => {
  const counts = new Map<Lifecycle, number>();
  for (const state of lifecycles) counts.set(state, (counts.get(state) ?? 0) + 1);
  return Object.fromEntries(
    lifecycleStates.filter((state) => counts.has(state)).map((state) => [state, counts.get(state)!]),
  );
};

/** Counts tickets, events and transitions of a ledger by folding it whole. Not pure: reads the store. @throws as foldLedger does */
export const statistics = async (
  store: EventStore,
  options: Omit<FoldLedgerOptions, 'onStep'> = {},
): Promise<Statistics> => {
  const byType = new Map<string, number>();
  const walked = new Map<string, number>();
  let events = 0;
  const states = await foldLedger(store, {
    ...options,
    onStep({ recorded, before, after }) {
      events += 1;
      byType.set(recorded.type, (byType.get(recorded.type) ?? 0) + 1);
      const from = before?.configuration.lifecycle;
      const to = after.configuration.lifecycle;
      if (from === undefined || from === to) return;
      const edge = `${from} ${to}`;
      walked.set(edge, (walked.get(edge) ?? 0) + 1);
    },
  });
  return {
    tickets: states.size,
    events,
    byState: countByState(states.values().map(({ configuration }) => configuration.lifecycle)),
    eventsByType: Object.fromEntries([...byType].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))),
    edges: edges()
      .map(({ from, to }) => ({ from, to, count: walked.get(`${from} ${to}`) ?? 0 }))
      .filter(({ count }) => count > 0),
  };
};
