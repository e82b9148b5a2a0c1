import { lastedMs, type EventLog } from './log.ts';
import { Samples, timeStatistics, type TimeStatistics } from './statistics.ts';

export interface FlowActivity {
  readonly activity: string;
  /** How often it happened. */
  readonly count: number;
  /** In how many cases. */
  readonly cases: number;
  /** How many cases it began, and how many it ended. */
  readonly starts: number;
  readonly ends: number;
  /** From its start to its end: 0 where activities happen at once. */
  readonly service: TimeStatistics;
  /** From the end of the activity before it to its own end: waiting and service. First activities of a case have no wait. */
  readonly sojourn: TimeStatistics;
  /** From its start to the start of the next: where activities are states entered, the time spent in one. None for the last of a case. */
  readonly stay: TimeStatistics;
}

export interface FlowArc {
  readonly from: string;
  readonly to: string;
  /** How often `to` directly followed `from`. */
  readonly count: number;
  readonly cases: number;
  /** From the end of `from` to the start of `to`; 0 where they overlap. */
  readonly waiting: TimeStatistics;
}

/** A directly-follows graph. */
export interface FlowGraph {
  readonly cases: number;
  /** Activities that happened, in the order of the log's names. */
  readonly activities: readonly FlowActivity[];
  /** Arcs that were walked, in the order of their ends' names in the log. */
  readonly arcs: readonly FlowArc[];
}

/** Counts events, and each case once. */
class Counter {
  readonly counts: Uint32Array;
  readonly cases: Uint32Array;
  readonly #seenIn: Int32Array;

  constructor(size: number) {
    this.counts = new Uint32Array(size);
    this.cases = new Uint32Array(size);
    this.#seenIn = new Int32Array(size).fill(-1);
  }

  add(key: number, caseIndex: number): void {
    this.counts[key]! += 1;
    if (this.#seenIn[key] === caseIndex) return;
    this.#seenIn[key] = caseIndex;
    this.cases[key]! += 1;
  }
}

/** The pairs of activities that follow each other somewhere, numbered in the order of their names. */
const arcsOf = ({ offsets, activity, activities, cases }: EventLog) => {
  const found = new Set<number>();
  const width = activities.length;
  for (let index = 0; index < cases.length; index += 1)
    for (let at = offsets[index]! + 1; at < offsets[index + 1]!; at += 1)
      found.add(activity[at - 1]! * width + activity[at]!);
  const pairs = [...found].toSorted((a, b) => a - b);
  return { pairs, numberOf: new Map(pairs.map((pair, number) => [pair, number])), width };
};

/**
 * Discovers the directly-follows graph of a log: how often each activity happened and directly followed another, and the times between.
 * Pure. Counts are of events unless they say cases; a step back in time lasts 0.
 */
export const directlyFollows = (log: EventLog): FlowGraph => {
  const { offsets, activity, startMs, endMs, activities } = log;
  const { pairs, numberOf, width } = arcsOf(log);
  const [nodes, walked] = [new Counter(width), new Counter(pairs.length)];
  const [starts, ends] = [new Uint32Array(width), new Uint32Array(width)];
  const samples = {
    service: new Samples(),
    sojourn: new Samples(),
    stay: new Samples(),
    waiting: new Samples(),
  };
  for (let index = 0; index < log.cases.length; index += 1) {
    const [first, end] = [offsets[index]!, offsets[index + 1]!];
    starts[activity[first]!]! += 1;
    ends[activity[end - 1]!]! += 1;
    for (let at = first; at < end; at += 1) {
      const own = activity[at]!;
      nodes.add(own, index);
      samples.service.add(own, lastedMs(startMs[at]!, endMs[at]!));
      samples.sojourn.add(own, lastedMs(at === first ? startMs[at]! : endMs[at - 1]!, endMs[at]!));
      if (at === first) continue;
      const before = activity[at - 1]!;
      const arc = numberOf.get(before * width + own)!;
      walked.add(arc, index);
      samples.waiting.add(arc, lastedMs(endMs[at - 1]!, startMs[at]!));
      samples.stay.add(before, lastedMs(startMs[at - 1]!, startMs[at]!));
    }
  }
  const times = (of: Samples, size: number) => of.split(size).map(timeStatistics);
  const [service, sojourn, stay] = [samples.service, samples.sojourn, samples.stay].map((each) =>
    times(each, width),
  );
  const waiting = times(samples.waiting, pairs.length);
  return {
    cases: log.cases.length,
    activities: activities
      .map((name, at) => ({
        activity: name,
        count: nodes.counts[at]!,
        cases: nodes.cases[at]!,
        starts: starts[at]!,
        ends: ends[at]!,
        service: service![at]!,
        sojourn: sojourn![at]!,
        stay: stay![at]!,
      }))
      .filter(({ count }) => count > 0),
    arcs: pairs.map((pair, at) => ({
      from: activities[Math.floor(pair / width)]!,
      to: activities[pair % width]!,
      count: walked.counts[at]!,
      cases: walked.cases[at]!,
      waiting: waiting[at]!,
    })),
  };
};
