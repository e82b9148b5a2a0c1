import {
  batchesOf,
  dottedChart,
  directlyFollows,
  footprintsOf,
  handoverOfWork,
  loopsOf,
  show,
  stuckCases,
  throughputOf,
  variantsOf,
  type EventLog,
} from '@caselog/discovery';
import { amountOf } from '../times.ts';

type Value = string | number | null;

/** What was found, as a table and as JSON. Times in milliseconds. */
export interface Finding {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** What else is to be said, one a line. */
  readonly notes: readonly string[];
  readonly result: unknown;
}

export interface FindingOptions {
  /** Rows listed at most. */
  readonly limit: number;
  /** The instant at which one looks, in epoch milliseconds. */
  readonly atMs: number;
  /** How far sliders stand: from 0 to 1. */
  readonly activities: number;
  readonly paths: number;
}

const times = ['median ms', 'mean ms'] as const;

/** Where a case is over. */
export const finals: readonly string[] = ['resolved', 'surveyed'];

const flow = (log: EventLog, { activities, paths }: FindingOptions): Finding => {
  const graph = directlyFollows(log);
  const shown = show(graph, footprintsOf(log, graph), { activities, paths });
  const arcs = graph.arcs.filter((_, index) => shown.arcs.has(index));
  return {
    title: 'steps',
    columns: ['from', 'to', 'count', 'cases', ...times],
    rows: arcs.map(({ from, to, count, cases, waiting }) => [
      from,
      to,
      count,
      cases,
      waiting.medianMs,
      waiting.meanMs,
    ]),
    notes: [shown.words],
    result: { ...graph, shown: { arcs: arcs.length, cases: shown.cases } },
  };
};

const waiting = (log: EventLog): Finding => {
  const { activities } = directlyFollows(log);
  return {
    title: 'waiting, from the step before to the activity, and staying in it',
    columns: ['activity', 'count', 'median wait ms', 'mean wait ms', 'median stay ms', 'mean stay ms'],
    rows: activities.map(({ activity, count, sojourn, stay }) => [
      activity,
      count,
      sojourn.medianMs,
      sojourn.meanMs,
      stay.medianMs,
      stay.meanMs,
    ]),
    notes: [],
    result: activities,
  };
};

const variants = (log: EventLog, { limit }: FindingOptions): Finding => {
  const found = variantsOf(log);
  const listed = found.slice(0, limit);
  return {
    title: 'variants',
    columns: ['cases', 'share', 'median ms', 'way'],
    rows: listed.map(({ activities, cases, share, duration }) => [
      cases.length,
      share,
      duration.medianMs,
      activities.join(' → '),
    ]),
    notes: [`${listed.length} of ${found.length} variants`],
    result: found.slice(0, limit).map(({ cases, ...rest }) => ({ ...rest, cases: cases.length })),
  };
};

const throughput = (log: EventLog): Finding => {
  const result = throughputOf(log);
  return {
    title: 'throughput',
    columns: ['of cases', 'took at most ms'],
    rows: result.quantiles.map(({ p, ms }) => [p, ms]),
    notes: [`mean ${amountOf(result.meanMs ?? 0)}`],
    result,
  };
};

const handover = (log: EventLog, { limit }: FindingOptions): Finding => {
  const result = handoverOfWork(log);
  const listed = result.handovers.slice(0, limit);
  return {
    title: 'handover of work',
    columns: ['from', 'to', 'count', 'cases'],
    rows: listed.map(({ from, to, count, cases }) => [from, to, count, cases]),
    notes: [
      `${listed.length} of ${result.handovers.length} pairs`,
      `${result.total} steps between known resources, ${result.betweenResources} from one to another`,
    ],
    result: { ...result, handovers: listed },
  };
};

const batches = (log: EventLog, { limit }: FindingOptions): Finding => {
  const found = batchesOf(log);
  return {
    title: 'batches',
    columns: ['activity', 'resource', 'kind', 'batches', 'instances', 'largest'],
    rows: found
      .slice(0, limit)
      .map((one) => [one.activity, one.resource, one.kind, one.batches, one.instances, one.largest]),
    notes: [`${Math.min(limit, found.length)} of ${found.length}; at most 15 minutes apart`],
    result: found.slice(0, limit),
  };
};

const loops = (log: EventLog, { limit }: FindingOptions): Finding => {
  const { cases, activities, looping } = loopsOf(log);
  const listed = looping.slice(0, limit).map((one) => ({ ...one, case: log.cases[one.case]! }));
  return {
    title: 'cases that came back',
    columns: ['case', 'repetitions', 'most to'],
    rows: listed.map((one) => [one.case, one.repetitions, one.activity]),
    notes: [
      `${cases} cases came back to an activity`,
      ...activities.map((one) => `${one.activity}: ${one.repetitions} repetitions in ${one.cases} cases`),
    ],
    result: { cases, activities, looping: listed },
  };
};

const stuck = (log: EventLog, { limit, atMs }: FindingOptions): Finding => {
  const found = stuckCases(log, { atMs, finals });
  const listed = found.slice(0, limit).map((one) => ({ ...one, case: log.cases[one.case]! }));
  return {
    title: 'stuck cases',
    columns: ['case', 'in', 'since', 'for ms', 'usually at most ms'],
    rows: listed.map((one) => [
      one.case,
      one.activity,
      new Date(one.sinceMs).toISOString(),
      one.stayedMs,
      one.usualMs,
    ]),
    notes: [
      `${found.length} cases have stayed longer than 95 % of the stays that ended by ${new Date(atMs).toISOString()}`,
    ],
    result: listed,
  };
};

const dotted = (log: EventLog): Finding => {
  const [fromMs, toMs] = [
    log.startMs.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY),
    log.startMs.reduce((a, b) => Math.max(a, b), 0) + 1,
  ];
  const result =
    log.cases.length === 0
      ? { dots: [], columns: 0, rows: 0 }
      : dottedChart(log, { fromMs, toMs, columns: 60, rows: 40 });
  return {
    title: 'dotted chart',
    columns: ['span', 'row', 'activity', 'events', 'cases'],
    rows: result.dots.map(({ column, row, activity, events, cases }) => [
      column,
      row,
      activity,
      events,
      cases,
    ]),
    notes: [],
    result,
  };
};

/** What can be discovered, by name. */
export const findings: Readonly<Record<string, (log: EventLog, options: FindingOptions) => Finding>> = {
  dfg: flow,
  waiting,
  variants,
  throughput,
  handover,
  batches,
  loops,
  stuck,
  dotted,
};
