import { directlyFollows, type FlowGraph } from './flow.ts';
import type { EventLog } from './log.ts';
import { throughputOf, type Throughput } from './throughput.ts';
import { variantsOf } from './variants.ts';

/** One figure of two populations. Shares are of each population's own cases. */
export interface Side {
  readonly count: number;
  readonly cases: number;
  readonly share: number;
  readonly medianMs: number | null;
}

export interface ComparedArc {
  readonly from: string;
  readonly to: string;
  readonly a: Side;
  readonly b: Side;
  /** Share of b minus share of a. */
  readonly shareDifference: number;
}

export interface ComparedVariant {
  readonly activities: readonly string[];
  readonly a: { readonly cases: number; readonly share: number };
  readonly b: { readonly cases: number; readonly share: number };
}

export interface Comparison {
  /** Cases of each population: every share beside them is of these. */
  readonly cases: { readonly a: number; readonly b: number };
  readonly throughput: { readonly a: Throughput; readonly b: Throughput };
  /** Arcs of either, the largest difference of shares first; ties by name. */
  readonly arcs: readonly ComparedArc[];
  /** Variants of either, the most frequent in both together first. */
  readonly variants: readonly ComparedVariant[];
}

const shareOf = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const sideOf = (graph: FlowGraph, from: string, to: string): Side => {
  const arc = graph.arcs.find((each) => each.from === from && each.to === to);
  return {
    count: arc?.count ?? 0,
    cases: arc?.cases ?? 0,
    share: shareOf(arc?.cases ?? 0, graph.cases),
    medianMs: arc?.waiting.medianMs ?? null,
  };
};

const compareArcs = (a: FlowGraph, b: FlowGraph): readonly ComparedArc[] => {
  const ends = new Map([...a.arcs, ...b.arcs].map(({ from, to }) => [`${from} ${to}`, { from, to }]));
  return [...ends.values()]
    .map(({ from, to }) => {
      const [own, other] = [sideOf(a, from, to), sideOf(b, from, to)];
      return { from, to, a: own, b: other, shareDifference: other.share - own.share };
    })
    .toSorted(
      (x, y) =>
        Math.abs(y.shareDifference) - Math.abs(x.shareDifference) ||
        (`${x.from} ${x.to}` < `${y.from} ${y.to}` ? -1 : 1),
    );
};

const compareVariants = (a: EventLog, b: EventLog): readonly ComparedVariant[] => {
  const found = new Map<string, { activities: readonly string[]; a: number; b: number }>();
  for (const [side, log] of [
    ['a', a],
    ['b', b],
  ] as const)
    for (const { activities, cases } of variantsOf(log)) {
      const key = activities.join('\u0000');
      const own = found.get(key) ?? { activities, a: 0, b: 0 };
      found.set(key, own);
      own[side] = cases.length;
    }
  return [...found.values()]
    .toSorted((x, y) => y.a + y.b - x.a - x.b)
    .map(({ activities, a: ofA, b: ofB }) => ({
      activities,
      a: { cases: ofA, share: shareOf(ofA, a.cases.length) },
      b: { cases: ofB, share: shareOf(ofB, b.cases.length) },
    }));
};

/** Puts two periods or populations side by side. Pure. Each share is of its own population, whose size stands beside it. */
export const compare = (a: EventLog, b: EventLog): Comparison => ({
  cases: { a: a.cases.length, b: b.cases.length },
  throughput: { a: throughputOf(a), b: throughputOf(b) },
  arcs: compareArcs(directlyFollows(a), directlyFollows(b)),
  variants: compareVariants(a, b),
});
