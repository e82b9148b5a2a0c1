import { edges, lifecycleStates, type Lifecycle } from '@caselog/ticket';
import { readTogether, type ReadModels } from '../database/schema.ts';
import { positionOf } from '../runner/positions.ts';

export interface FlowState {
  readonly state: Lifecycle;
  /** Tickets that stand in it now. */
  readonly count: number;
  /** Milliseconds that tickets spent in it, over all stays that have ended. */
  readonly totalMs: number;
}

export interface FlowEdge {
  readonly from: Lifecycle;
  readonly to: Lifecycle;
  /** Times it was walked, those that were inferred included. */
  readonly count: number;
  readonly inferred: number;
  /** How long tickets had stayed in `from`, in milliseconds; a stay whose times run backwards counts as 0. */
  readonly meanMs: number;
  readonly maxMs: number;
}

export interface FlowSummary {
  /** All seven states, in the chart's order. */
  readonly states: readonly FlowState[];
  /** The edges that were walked, in the chart's order. */
  readonly edges: readonly FlowEdge[];
  /** The figures are true for exactly this position of the ledger. */
  readonly position: number;
}

interface EdgeFigures extends FlowEdge {
  readonly totalMs: number;
}

/** How many tickets stand in each state, over all lanes. */
export const stateTotals = async (db: ReadModels): Promise<ReadonlyMap<string, number>> => {
  const rows = await db
    .selectFrom('flow_state')
    .groupBy('state')
    .select(({ fn }) => ['state', fn.sum<number>('tickets').as('tickets')])
    .execute();
  return new Map(rows.map(({ state, tickets }) => [state, tickets]));
};

/** How each edge was walked, over all lanes. */
export const edgeTotals = (db: ReadModels) =>
  db
    .selectFrom('flow_edge')
    .groupBy(['from_state', 'to_state'])
    .select(({ fn }) => [
      'from_state',
      'to_state',
      fn.sum<number>('observed').as('observed'),
      fn.sum<number>('inferred').as('inferred'),
      fn.sum<number>('total_ms').as('total_ms'),
      fn.max<number>('max_ms').as('max_ms'),
    ])
    .execute();

const edgeRows = async (db: ReadModels): Promise<readonly EdgeFigures[]> =>
  (await edgeTotals(db)).map((row) => {
    const count = row.observed + row.inferred;
    return {
      from: row.from_state as Lifecycle,
      to: row.to_state as Lifecycle,
      count,
      inferred: row.inferred,
      meanMs: row.total_ms / count,
      maxMs: row.max_ms,
      totalMs: row.total_ms,
    };
  });

const chartOrder = new Map(edges().map(({ from, to }, place) => [`${from} ${to}`, place]));
const placeOf = ({ from, to }: FlowEdge): number => chartOrder.get(`${from} ${to}`) ?? chartOrder.size;

/** How tickets stand and move, from the first event to `position`. */
export const flowSummary = (db: ReadModels): Promise<FlowSummary> =>
  readTogether(db, async (trx) => {
    const counts = await stateTotals(trx);
    const figures = await edgeRows(trx);
    const states = lifecycleStates.map((state) => ({
      state,
      count: counts.get(state) ?? 0,
      totalMs: figures.filter(({ from }) => from === state).reduce((sum, { totalMs }) => sum + totalMs, 0),
    }));
    return {
      states,
      edges: figures
        .toSorted((a, b) => placeOf(a) - placeOf(b))
        .map(({ from, to, count, inferred, meanMs, maxMs }) => ({
          from,
          to,
          count,
          inferred,
          meanMs,
          maxMs,
        })),
      position: await positionOf(trx, 'flow'),
    };
  });
