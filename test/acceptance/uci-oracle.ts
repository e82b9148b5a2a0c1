/**
 * What an import of the UCI incident log must give, counted straight from the file by code of its own: nothing here comes
 * from `packages`, so that the importer and this file can only agree by both being right.
 */
import { type Log, quarantine, type Row, type State } from './uci-log.ts';

export { type Log, readLog, type Row, type State } from './uci-log.ts';

/** A literal copy of the policy's table, in its declared order. Awaiting-data may also return to where it was asked from. */
const edges: Readonly<Record<State, readonly State[]>> = {
  opened: ['triaged', 'awaiting-data', 'escalated', 'third-party', 'resolved'],
  triaged: ['awaiting-data', 'escalated', 'third-party', 'resolved'],
  'awaiting-data': ['triaged', 'escalated', 'third-party', 'resolved'],
  escalated: ['triaged', 'awaiting-data', 'third-party', 'resolved'],
  'third-party': ['triaged', 'escalated', 'awaiting-data', 'resolved'],
  resolved: ['triaged', 'escalated', 'surveyed'],
  surveyed: ['triaged', 'escalated'],
};

/** Something that set a ticket's state. `from` is absent for its opening. */
interface Step {
  readonly from?: State;
  readonly to: State;
  readonly atMs: number;
  readonly inferred: boolean;
}

type Kind = 'opening' | 'transition' | 'deviation' | 'fact' | 'nonconforming' | 'quarantined';

interface Reading {
  readonly row: Row;
  readonly kind: Kind;
  /** The state the row found the ticket in; absent where the row is the opening. */
  readonly from?: State;
}

export interface Case {
  readonly number: string;
  readonly readings: readonly Reading[];
  readonly steps: readonly Step[];
  readonly final: State;
}

/** Where a ticket stands. `askedFrom` is where awaiting-data returns to. */
interface Place {
  readonly state: State;
  readonly askedFrom?: State;
}

const enter = (from: Place, to: State): Place =>
  to === 'awaiting-data' ? { state: to, askedFrom: from.state } : { state: to };

const exits = ({ state, askedFrom }: Place): State[] => [
  ...new Set([...(askedFrom ? [askedFrom] : []), ...edges[state]]),
];

/** The shortest way to a state, breadth first, ties by the table's order; undefined where there is none. */
export const path = (from: Place, to: State): State[] | undefined => {
  const seen = new Set<string>();
  let ways: { place: Place; states: State[] }[] = [{ place: from, states: [] }];
  while (ways.length > 0) {
    const next = ways.flatMap(({ place, states }) =>
      exits(place).map((state) => ({ place: enter(place, state), states: [...states, state] })),
    );
    const found = next.find(({ place }) => place.state === to);
    if (found) return found.states;
    ways = next.filter(({ place }) => {
      const key = `${place.state}/${place.askedFrom}`;
      return !seen.has(key) && Boolean(seen.add(key));
    });
  }
  return undefined;
};

const judge = ({ means }: Row, place: Place): { kind: Kind; way: readonly State[] } => {
  if (means === quarantine) return { kind: 'quarantined', way: [] };
  if (means === place.state) return { kind: 'fact', way: [] };
  const way = path(place, means);
  if (way === undefined) return { kind: 'nonconforming', way: [] };
  return { kind: way.length === 1 ? 'transition' : 'deviation', way };
};

/**
 * An opening that no row shows is dated by the log's own word, but never behind the first row: work on a ticket that is not open yet would be time
 * that nobody owns (domain, "Every second of a ticket's life is owned by exactly one"). One case of the log is dated so.
 */
const opening = (first: Row): Step => {
  const inferred = first.means !== 'opened';
  return { to: 'opened', atMs: inferred ? Math.min(first.openedAtMs, first.atMs) : first.atMs, inferred };
};

const follow = (number: string, rows: readonly [Row, ...Row[]]): Case => {
  const steps = [opening(rows[0])];
  const readings: Reading[] = [];
  let place: Place = { state: 'opened' };
  for (const row of rows) {
    const opens = row === rows[0] && row.means === 'opened';
    const { kind, way } = opens ? { kind: 'opening' as const, way: [] } : judge(row, place);
    readings.push({ row, kind, ...(opens ? {} : { from: place.state }) });
    for (const to of way) {
      steps.push({ from: place.state, to, atMs: row.atMs, inferred: kind === 'deviation' });
      place = enter(place, to);
    }
  }
  return { number, readings, steps, final: place.state };
};

const inOrder = (rows: readonly Row[]) => rows.toSorted((a, b) => a.modCount - b.modCount || a.line - b.line);

/** Every case of the log in order of first appearance, its rows in the order of `sys_mod_count`, ties in file order. Pure. */
export const followAll = ({ rows }: Log): Case[] =>
  [...Map.groupBy(rows, (row) => row.number)].map(([number, own]) =>
    follow(number, inOrder(own) as [Row, ...Row[]]),
  );

interface EdgeCount {
  readonly from: State;
  readonly to: State;
  readonly observed: number;
  readonly inferred: number;
}

export interface Counts {
  readonly rows: number;
  readonly tickets: number;
  /** Rows that opened their ticket, and openings that no row shows. */
  readonly openings: number;
  readonly inferredOpenings: number;
  /** Rows that took one edge; the steps of the rows that took several; how many such rows. */
  readonly transitions: number;
  readonly inferredTransitions: number;
  readonly deviatingRows: number;
  readonly facts: number;
  readonly nonconforming: number;
  readonly quarantined: number;
  readonly unparsable: number;
  readonly byState: Readonly<Record<string, number>>;
  readonly edges: readonly EdgeCount[];
}

const tally = (values: readonly string[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

const edgeCounts = (steps: readonly Step[]): EdgeCount[] => {
  const observed = tally(steps.filter((step) => !step.inferred).map(({ from, to }) => `${from} ${to}`));
  const inferred = tally(steps.filter((step) => step.inferred).map(({ from, to }) => `${from} ${to}`));
  return [...new Set([...Object.keys(observed), ...Object.keys(inferred)])].toSorted().map((edge) => {
    const [from, to] = edge.split(' ') as [State, State];
    return { from, to, observed: observed[edge] ?? 0, inferred: inferred[edge] ?? 0 };
  });
};

/** All that an import reports, and what must stand in the ledger after it. Pure. */
export const count = (log: Log, cases: readonly Case[]): Counts => {
  const kinds = tally(cases.flatMap((one) => one.readings.map((reading) => reading.kind)));
  const steps = cases.flatMap((one) => one.steps);
  const moves = steps.filter((step) => step.from);
  const of = (kind: Kind) => kinds[kind] ?? 0;
  return {
    rows: log.rows.length + log.unparsableLines.length,
    tickets: cases.length,
    openings: of('opening'),
    inferredOpenings: steps.filter((step) => !step.from && step.inferred).length,
    transitions: of('transition'),
    inferredTransitions: moves.filter((step) => step.inferred).length,
    deviatingRows: of('deviation'),
    facts: of('fact'),
    nonconforming: of('nonconforming'),
    quarantined: of('quarantined'),
    unparsable: log.unparsableLines.length,
    byState: tally(cases.map((one) => one.final)),
    edges: edgeCounts(moves),
  };
};

/** How often the log went from a state to one that the chart does not reach at all, or only over others. Pure. */
export const outsideTheChart = (cases: readonly Case[]): Record<string, number> =>
  tally(
    cases.flatMap((one) =>
      one.readings
        .filter(({ kind }) => kind === 'deviation' || kind === 'nonconforming')
        .map(({ from, row }) => `${from} → ${row.means}`),
    ),
  );

/**
 * How many tickets stood in each state at an instant, by event time: a ticket stands where the last of its steps, in its
 * own order, that had happened by then put it; before its first it does not exist. Pure.
 */
export const statesAt = (cases: readonly Case[], instantMs: number): Record<string, number> =>
  tally(
    cases.flatMap(({ steps }) => {
      const last = steps.findLast((step) => step.atMs <= instantMs);
      return last ? [last.to] : [];
    }),
  );

/** The cases in which a later step carries an earlier time, with the instants between which the order decides the answer. Pure. */
export const backwards = (cases: readonly Case[]): { number: string; fromMs: number; toMs: number }[] =>
  cases.flatMap(({ number, steps }) =>
    steps.flatMap((step, index) => {
      const latestMs = Math.max(...steps.slice(0, index).map((earlier) => earlier.atMs));
      return latestMs > step.atMs ? [{ number, fromMs: step.atMs, toMs: latestMs }] : [];
    }),
  );
