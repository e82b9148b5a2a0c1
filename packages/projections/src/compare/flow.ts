import type { ReadModelsTransaction } from '../database/schema.ts';
import { edgeTotals, stateTotals } from '../flow/queries.ts';
import type { Differences } from './difference.ts';
import type { ExpectedTicket, Visit } from './expected.ts';
import { compareStates } from './state-rows.ts';

interface Edge {
  readonly stays: number[];
  inferred: number;
}

/** Every edge with the stays that ended by it, from the visits of all tickets. Pure. */
const expectedEdges = (tickets: Iterable<ExpectedTicket>): ReadonlyMap<string, Edge> => {
  const edges = new Map<string, Edge>();
  const walk = (from: Visit, to: Visit): void => {
    const key = `${from.lifecycle} → ${to.lifecycle}`;
    const edge = edges.get(key) ?? { stays: [], inferred: 0 };
    edges.set(key, edge);
    const ms = Date.parse(to.since) - Date.parse(from.since);
    edge.stays.push(ms > 0 ? ms : 0);
    if (to.inferred) edge.inferred += 1;
  };
  for (const { visits } of tickets)
    for (let i = 1; i < visits.length; i += 1) walk(visits[i - 1]!, visits[i]!);
  return edges;
};

const figuresOf = ({ stays, inferred }: Edge) => ({
  observed: stays.length - inferred,
  inferred,
  totalMs: stays.reduce((sum, ms) => sum + ms, 0),
  maxMs: stays.reduce((max, ms) => Math.max(max, ms), 0),
});

const compareEdges = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, Edge>,
  differences: Differences,
): Promise<void> => {
  const rows = await edgeTotals(trx);
  const held = new Map(
    rows.map((row) => [
      `${row.from_state} → ${row.to_state}`,
      {
        observed: row.observed,
        inferred: row.inferred,
        totalMs: row.total_ms,
        maxMs: row.max_ms,
      },
    ]),
  );
  const none = figuresOf({ stays: [], inferred: 0 });
  for (const key of new Set([...expected.keys(), ...held.keys()])) {
    const edge = expected.get(key);
    differences.compare('flow', key, edge ? figuresOf(edge) : none, held.get(key) ?? none);
  }
};

const compareCounts = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const held = await stateTotals(trx);
  const counts = new Map<string, number>();
  for (const { state } of expected.values()) {
    const { lifecycle } = state.configuration;
    counts.set(lifecycle, (counts.get(lifecycle) ?? 0) + 1);
  }
  for (const state of new Set([...counts.keys(), ...held.keys()]))
    differences.compare(
      'flow',
      state,
      { tickets: counts.get(state) ?? 0 },
      { tickets: held.get(state) ?? 0 },
    );
};

/** Compares counts by state, and counts and times by edge. */
export const compareFlow = async (
  trx: ReadModelsTransaction,
  expected: ReadonlyMap<string, ExpectedTicket>,
  differences: Differences,
): Promise<void> => {
  const states = (after: string, limit: number) =>
    trx
      .selectFrom('flow_ticket')
      .selectAll()
      .where('ticket_id', '>', after)
      .orderBy('ticket_id')
      .limit(limit)
      .execute();
  await compareStates('flow', states, expected, differences);
  await compareCounts(trx, expected, differences);
  await compareEdges(trx, expectedEdges(expected.values()), differences);
};
