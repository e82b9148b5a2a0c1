import {
  batchesOf,
  compare,
  directlyFollows,
  handoverOfWork,
  loopsOf,
  stuckCases,
  type EventLog,
} from '@caselog/discovery';
import { UsageError } from '@caselog/process';
import { finals, type Finding, type FindingOptions } from './findings.ts';

type Value = string | number | null;
/** One line of a figure: what it is of, and the values it has. */
interface Line {
  readonly key: readonly string[];
  readonly values: readonly (number | null)[];
}

/** A figure of one population, line by line. */
interface Figure {
  readonly lines: readonly Line[];
  /** Of the population as a whole: said in words, and in JSON. */
  readonly whole: Readonly<Record<string, number>>;
}

/** How a figure is compared: the names of its keys and values, and how it is found in one population. Shares are of the population's own. */
interface Compared {
  readonly title: string;
  readonly keys: readonly string[];
  readonly values: readonly string[];
  readonly figure: (log: EventLog, options: FindingOptions) => Figure;
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

const handover: Compared = {
  title: 'handover of work',
  keys: ['from', 'to'],
  values: ['count', 'cases', 'share'],
  figure(log) {
    const { handovers, total, betweenResources } = handoverOfWork(log);
    const lines = handovers.map(({ from, to, count, cases }) => ({
      key: [from, to],
      values: [count, cases, share(count, total)],
    }));
    return { lines, whole: { steps: total, 'of them handed over': betweenResources } };
  },
};

const batches: Compared = {
  title: 'batches',
  keys: ['activity', 'resource', 'kind'],
  values: ['batches', 'instances', 'largest', 'share'],
  figure(log) {
    const found = batchesOf(log);
    const instances = log.activity.length;
    const lines = found.map((one) => ({
      key: [one.activity, one.resource, one.kind],
      values: [one.batches, one.instances, one.largest, share(one.instances, instances)],
    }));
    const inBatches = found.reduce((sum, one) => sum + one.instances, 0);
    return { lines, whole: { activities: instances, 'of them in batches': inBatches } };
  },
};

const waiting: Compared = {
  title: 'waiting, from the step before to the activity, and staying in it',
  keys: ['activity'],
  values: ['count', 'median wait ms', 'mean wait ms', 'median stay ms', 'mean stay ms'],
  figure: (log) => ({
    lines: directlyFollows(log).activities.map(({ activity, count, sojourn, stay }) => ({
      key: [activity],
      values: [count, sojourn.medianMs, sojourn.meanMs, stay.medianMs, stay.meanMs],
    })),
    whole: { activities: log.activity.length },
  }),
};

const loops: Compared = {
  title: 'activities that cases came back to',
  keys: ['activity'],
  values: ['cases', 'repetitions', 'share'],
  figure(log) {
    const { activities, cases } = loopsOf(log);
    const lines = activities.map((one) => ({
      key: [one.activity],
      values: [one.cases, one.repetitions, share(one.cases, log.cases.length)],
    }));
    return { lines, whole: { 'cases that came back': cases } };
  },
};

const stuck: Compared = {
  title: 'stuck cases',
  keys: ['in'],
  values: ['cases', 'longest ms', 'share'],
  figure(log, { atMs }) {
    const found = stuckCases(log, { atMs, finals });
    const lines = [...Map.groupBy(found, ({ activity }) => activity)].map(([activity, own]) => ({
      key: [activity],
      values: [
        own.length,
        Math.max(...own.map(({ stayedMs }) => stayedMs)),
        share(own.length, log.cases.length),
      ],
    }));
    return { lines, whole: { 'stuck cases': found.length } };
  },
};

const dfg: Compared = {
  title: 'steps',
  keys: ['from', 'to'],
  values: ['count', 'cases', 'share', 'median ms', 'mean ms'],
  figure: (log) => ({
    lines: directlyFollows(log).arcs.map(({ from, to, count, cases, waiting: waited }) => ({
      key: [from, to],
      values: [count, cases, share(cases, log.cases.length), waited.medianMs, waited.meanMs],
    })),
    whole: {},
  }),
};

/** Figures whose lines are compared by what they are of. */
const byLine: Readonly<Record<string, Compared>> = { dfg, handover, batches, waiting, loops, stuck };

/** Every line of either population with the values of both, the largest difference of shares (or of the first times) first. Pure. */
const joined = ({ values }: Compared, a: Figure, b: Figure) => {
  const nothing = values.map((name) => (name.endsWith(' ms') ? null : 0));
  const lines = new Map<string, { key: readonly string[]; a: Line['values']; b: Line['values'] }>();
  for (const [side, figure] of [
    ['a', a],
    ['b', b],
  ] as const)
    for (const { key, values: own } of figure.lines) {
      const name = key.join('\u0000');
      const line = lines.get(name) ?? { key, a: nothing, b: nothing };
      lines.set(name, { ...line, [side]: own });
    }
  const weighed = values.findIndex((name) => name === 'share' || name.endsWith(' ms'));
  const difference = (line: { readonly a: Line['values']; readonly b: Line['values'] }): number =>
    (line.b[weighed] ?? 0) - (line.a[weighed] ?? 0);
  return [...lines.values()]
    .map((line) => ({ ...line, difference: difference(line) }))
    .toSorted(
      (x, y) =>
        Math.abs(y.difference) - Math.abs(x.difference) ||
        (x.key.join('\u0000') < y.key.join('\u0000') ? -1 : 1),
    );
};

/** `share of a`, `a: median ms`: as the table writes what it is given. Pure. */
const columnOf = (side: 'a' | 'b', name: string): string =>
  name.endsWith(' ms') ? `${side}: ${name}` : `${name} of ${side}`;

const inWords = (side: 'a' | 'b', { whole }: Figure): readonly string[] =>
  Object.entries(whole).map(([name, count]) => `${side}: ${count} ${name}`);

const comparedByLine = (
  compared: Compared,
  logs: readonly [EventLog, EventLog],
  options: FindingOptions,
): Finding => {
  const [a, b] = [compared.figure(logs[0], options), compared.figure(logs[1], options)];
  const found = joined(compared, a, b);
  const listed = found.slice(0, options.limit);
  const { keys, values, title } = compared;
  const named = (own: Line['values']) =>
    Object.fromEntries(values.map((name, at) => [name, own[at] ?? null]));
  return {
    title: `${title} of two populations`,
    columns: [...keys, ...values.flatMap((name) => [columnOf('a', name), columnOf('b', name)])],
    rows: listed.map((line): readonly Value[] => [
      ...line.key,
      ...values.flatMap((_, at) => [line.a[at] ?? null, line.b[at] ?? null]),
    ]),
    notes: [`${listed.length} of ${found.length} lines`, ...inWords('a', a), ...inWords('b', b)],
    result: {
      cases: { a: logs[0].cases.length, b: logs[1].cases.length },
      whole: { a: a.whole, b: b.whole },
      lines: listed.map((line) => ({
        ...Object.fromEntries(keys.map((name, at) => [name, line.key[at]])),
        a: named(line.a),
        b: named(line.b),
        difference: line.difference,
      })),
    },
  };
};

const variants = (logs: readonly [EventLog, EventLog], { limit }: FindingOptions): Finding => {
  const result = compare(...logs);
  const listed = result.variants.slice(0, limit);
  return {
    title: 'variants of two populations',
    columns: ['cases of a', 'cases of b', 'share of a', 'share of b', 'way'],
    rows: listed.map(({ activities, a, b }) => [a.cases, b.cases, a.share, b.share, activities.join(' → ')]),
    notes: [`${listed.length} of ${result.variants.length} variants`],
    result: { cases: result.cases, variants: listed },
  };
};

const throughput = (logs: readonly [EventLog, EventLog]): Finding => {
  const { cases, throughput: found } = compare(...logs);
  const { a, b } = found;
  return {
    title: 'throughput of two populations',
    columns: ['of cases', 'a: at most ms', 'b: at most ms'],
    rows: (a.quantiles.length > 0 ? a : b).quantiles.map(({ p }, at) => [
      p,
      a.quantiles[at]?.ms ?? null,
      b.quantiles[at]?.ms ?? null,
    ]),
    notes: [],
    result: { cases, throughput: found },
  };
};

/**
 * A figure of two periods or populations, side by side: every share is of its own population, whose size is said. Pure.
 * @throws UsageError for a figure that has no numbers to compare
 */
export const comparison = (
  what: string,
  logs: readonly [EventLog, EventLog],
  words: readonly [string, string],
  options: FindingOptions,
): Finding => {
  const compared = byLine[what];
  if (!compared && what !== 'variants' && what !== 'throughput')
    throw new UsageError(
      `--compare works with ${[...Object.keys(byLine), 'variants', 'throughput'].join(', ')}, not with ${what}`,
    );
  const found = compared
    ? comparedByLine(compared, logs, options)
    : what === 'variants'
      ? variants(logs, options)
      : throughput(logs);
  const notes = [
    `a: ${logs[0].cases.length} cases: ${words[0]}`,
    `b: ${logs[1].cases.length} cases: ${words[1]}`,
    'every share is of its own population',
    ...found.notes,
  ];
  return { ...found, notes };
};
