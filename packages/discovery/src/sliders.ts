import type { FlowActivity, FlowArc, FlowGraph } from './flow.ts';
import type { EventLog } from './log.ts';

/** Cases that use the same arcs and activities of a flow graph, whatever their order: what sliders hide, they hide together. */
export interface Footprint {
  /** Indices into the graph's activities and arcs. */
  readonly activities: readonly number[];
  readonly arcs: readonly number[];
  readonly cases: number;
}

/** The footprints of a log's cases on its graph, the most frequent first; ties in the order of the log. Pure. */
export const footprintsOf = (log: EventLog, graph: FlowGraph): readonly Footprint[] => {
  const nodeAt = new Map(graph.activities.map(({ activity }, index) => [activity, index]));
  const arcAt = new Map(graph.arcs.map(({ from, to }, index) => [`${from}\u0000${to}`, index]));
  const ofPair = new Map<number, number>();
  const nodes = log.activities.map((name) => nodeAt.get(name) ?? -1);
  const width = log.activities.length;
  const arcOf = (from: number, to: number): number => {
    const pair = from * width + to;
    let arc = ofPair.get(pair);
    if (arc === undefined) {
      arc = arcAt.get(`${log.activities[from]}\u0000${log.activities[to]}`) ?? -1;
      ofPair.set(pair, arc);
    }
    return arc;
  };
  const found = new Map<string, { activities: readonly number[]; arcs: readonly number[]; cases: number }>();
  for (let index = 0; index < log.cases.length; index += 1) {
    const [activities, arcs] = [new Set<number>(), new Set<number>()];
    for (let at = log.offsets[index]!; at < log.offsets[index + 1]!; at += 1) {
      activities.add(nodes[log.activity[at]!]!);
      if (at > log.offsets[index]!) arcs.add(arcOf(log.activity[at - 1]!, log.activity[at]!));
    }
    const own = { activities: [...activities].toSorted(upwards), arcs: [...arcs].toSorted(upwards) };
    const key = `${own.activities.join(',')};${own.arcs.join(',')}`;
    const same = found.get(key);
    if (same) same.cases += 1;
    else found.set(key, { ...own, cases: 1 });
  }
  return [...found.values()].toSorted((a, b) => b.cases - a.cases);
};

const upwards = (a: number, b: number): number => a - b;

/** How far the sliders stand: an activity or an arc is shown when at least this share of the cases has it; 0 shows all. */
export interface Sliders {
  readonly activities: number;
  readonly paths: number;
}

/** What sliders look at in a graph. */
export interface Weighed {
  readonly cases: number;
  readonly activities: readonly Pick<FlowActivity, 'activity' | 'cases'>[];
  readonly arcs: readonly Pick<FlowArc, 'from' | 'to' | 'cases'>[];
}

/** What the sliders leave of a graph. */
export interface Shown {
  /** Indices into the graph's activities and arcs. */
  readonly activities: ReadonlySet<number>;
  readonly arcs: ReadonlySet<number>;
  /** Cases whose whole way is shown. */
  readonly cases: number;
  /** `12 of 98 arcs, 91 % of cases`. */
  readonly words: string;
}

/**
 * What of a graph is shown when the sliders stand so. Pure. An arc goes with either of its activities. The most frequent activity is always
 * shown, so that no map is empty; nothing is laid out anew and no count changes.
 */
export const show = (graph: Weighed, footprints: readonly Footprint[], sliders: Sliders): Shown => {
  const total = Math.max(1, graph.cases);
  const most = Math.max(0, ...graph.activities.map(({ cases }) => cases));
  const isFrequent = (cases: number, share: number): boolean => cases / total >= share;
  const activities = new Set(
    graph.activities.flatMap(({ cases }, index) =>
      cases === most || isFrequent(cases, sliders.activities) ? [index] : [],
    ),
  );
  const names = new Set([...activities].map((index) => graph.activities[index]!.activity));
  const arcs = new Set(
    graph.arcs.flatMap(({ from, to, cases }, index) =>
      names.has(from) && names.has(to) && isFrequent(cases, sliders.paths) ? [index] : [],
    ),
  );
  let cases = 0;
  for (const own of footprints)
    if (own.activities.every((at) => activities.has(at)) && own.arcs.every((at) => arcs.has(at)))
      cases += own.cases;
  const share = Math.floor((cases / total) * 100);
  return { activities, arcs, cases, words: `${arcs.size} of ${graph.arcs.length} arcs, ${share} % of cases` };
};
