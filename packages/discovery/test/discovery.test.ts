import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  batchesOf,
  casesBegunIn,
  compare,
  directlyFollows,
  dottedChart,
  EventLogBuilder,
  footprintsOf,
  handoverOfWork,
  loopsOf,
  quantile,
  selectCases,
  show,
  stuckCases,
  throughputOf,
  timeStatistics,
  traceOf,
  variantsOf,
  type EventLog,
  type TraceEvent,
} from '../src/index.ts';

const minute = 60_000;

/** `a0 b5 c9`: activities with their minute, and after a slash who did it. */
const events = (text: string): TraceEvent[] =>
  text.split(' ').map((word) => {
    const [, activity, at, resource] = /^([a-z]+)(-?\d+)(?:\/(\w+))?$/.exec(word)!;
    return { activity: activity!, atMs: Number(at) * minute, resource };
  });

const logOf = (...cases: readonly string[]): EventLog => {
  const builder = new EventLogBuilder();
  for (const [index, text] of cases.entries()) builder.add(`case ${index}`, events(text));
  return builder.build();
};

describe('a log', () => {
  it('pairs a start with the earliest open complete of its activity', () => {
    const builder = new EventLogBuilder();
    builder.add('1', [
      { activity: 'a', atMs: 0, lifecycle: 'start' },
      { activity: 'b', atMs: 2, lifecycle: 'start' },
      { activity: 'a', atMs: 5, lifecycle: 'complete' },
      { activity: 'b', atMs: 9, lifecycle: 'complete' },
      { activity: 'c', atMs: 11, lifecycle: 'complete' },
    ]);
    const log = builder.build();
    expect([...log.startMs]).toEqual([0, 2, 11]);
    expect([...log.endMs]).toEqual([5, 9, 11]);
    expect(traceOf(log, 0)).toEqual(['a', 'b', 'c']);
    const { arcs, activities } = directlyFollows(log);
    expect(arcs.map(({ waiting }) => waiting.totalMs)).toEqual([0, 2]);
    expect(activities.map(({ service, sojourn }) => [service.totalMs, sojourn.totalMs])).toEqual([
      [5, 5],
      [7, 4],
      [0, 2],
    ]);
  });

  it('has no case without events', () => {
    const builder = new EventLogBuilder();
    builder.add('nothing', []);
    const log = builder.build();
    expect(log.cases).toEqual([]);
    expect(directlyFollows(log)).toEqual({ cases: 0, activities: [], arcs: [] });
    expect(throughputOf(log)).toMatchObject({ n: 0, medianMs: null, quantiles: [] });
  });
});

describe('the directly-follows graph', () => {
  const log = logOf('a0 b10 c30', 'a0 c5', 'a0 b4 a6 b9 c9', 'a7');

  it('counts events, cases, beginnings and ends', () => {
    const { cases, activities } = directlyFollows(log);
    expect(cases).toBe(4);
    expect(
      activities.map(({ activity, count, cases: own, starts, ends }) => [activity, count, own, starts, ends]),
    ).toEqual([
      ['a', 5, 4, 4, 1],
      ['b', 3, 2, 0, 0],
      ['c', 3, 3, 0, 3],
    ]);
  });

  it('counts each arc with its cases, and takes the median between neighbours', () => {
    const { arcs } = directlyFollows(log);
    expect(
      arcs.map(({ from, to, count, cases, waiting }) => [
        from + to,
        count,
        cases,
        waiting.medianMs! / minute,
      ]),
    ).toEqual([
      ['ab', 3, 2, 4],
      ['ac', 1, 1, 5],
      ['ba', 1, 1, 2],
      ['bc', 2, 2, 10],
    ]);
  });

  it('lets a step back in time last nothing', () => {
    expect(directlyFollows(logOf('a10 b5')).arcs[0]!.waiting).toMatchObject({ totalMs: 0, minMs: 0 });
  });

  it('is made of the same steps as a count by hand, whatever the log', () => {
    const cases = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 6 }), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(cases, (ways) => {
        const builder = new EventLogBuilder();
        for (const [index, way] of ways.entries())
          builder.add(
            `${index}`,
            way.map((activity, atMs) => ({ activity, atMs })),
          );
        const graph = directlyFollows(builder.build());
        const steps = ways.flatMap((way) => way.slice(1).map((to, at) => `${way[at]}${to}`));
        const counts = Object.fromEntries(graph.arcs.map(({ from, to, count }) => [from + to, count]));
        const byHand: Record<string, number> = {};
        for (const step of steps) byHand[step] = (byHand[step] ?? 0) + 1;
        expect(counts).toEqual(byHand);
        for (const { from, to, cases: own } of graph.arcs)
          expect(own).toBe(
            ways.filter((way) => way.some((each, at) => each === from && way[at + 1] === to)).length,
          );
        const byVariant = new Map<string, number>();
        for (const way of ways) byVariant.set(way.join(), (byVariant.get(way.join()) ?? 0) + 1);
        const variants = variantsOf(builder.build());
        expect(new Map(variants.map((each) => [each.activities.join(), each.cases.length]))).toEqual(
          byVariant,
        );
      }),
    );
  });
});

describe('the sliders', () => {
  const log = logOf(...Array.from({ length: 9 }, () => 'a0 b1 c2'), 'a0 d1 c2');
  const graph = directlyFollows(log);
  const footprints = footprintsOf(log, graph);

  it('show everything at nought', () => {
    expect(show(graph, footprints, { activities: 0, paths: 0 })).toMatchObject({
      cases: 10,
      words: '4 of 4 arcs, 100 % of cases',
    });
  });

  it('hide arcs that few cases walk, and say how many cases are still whole', () => {
    const shown = show(graph, footprints, { activities: 0, paths: 0.5 });
    expect(shown.words).toBe('2 of 4 arcs, 90 % of cases');
    expect(shown.activities.size).toBe(4);
  });

  it('hide an activity together with its arcs, and never the most frequent one', () => {
    expect(show(graph, footprints, { activities: 0.5, paths: 0 }).words).toBe('2 of 4 arcs, 90 % of cases');
    const shown = show(graph, footprints, { activities: 1.1, paths: 0 });
    expect([...shown.activities].map((at) => graph.activities[at]!.activity)).toEqual(['a', 'c']);
  });
});

describe('variants and throughput', () => {
  it('put the most frequent way first, the shorter and the earlier in the alphabet before others', () => {
    const variants = variantsOf(logOf('a0 b1', 'a0 c2', 'a0 b9', 'a0 b1 c2', 'd0'));
    expect(variants.map(({ activities, cases, share }) => [activities.join(''), [...cases], share])).toEqual([
      ['ab', [0, 2], 0.4],
      ['d', [4], 0.2],
      ['ac', [1], 0.2],
      ['abc', [3], 0.2],
    ]);
    expect(variants[0]!.duration).toMatchObject({ n: 2, medianMs: 5 * minute, maxMs: 9 * minute });
  });

  it('interpolates quantiles between neighbours', () => {
    expect(quantile([1, 2, 3, 4], 0.5)).toBe(2.5);
    expect(quantile([10], 0.99)).toBe(10);
    expect(() => quantile([], 0.5)).toThrow('no quantile');
    expect(timeStatistics(new Float64Array([3, 1, 2]))).toEqual({
      n: 3,
      totalMs: 6,
      meanMs: 2,
      medianMs: 2,
      minMs: 1,
      maxMs: 3,
    });
  });
});

describe('resources', () => {
  it('hand work over where one follows the other directly; nobody hands over nothing', () => {
    const { handovers, total, betweenResources } = handoverOfWork(
      logOf('a0/ann b1/bob c2/bob', 'a0/ann b1/bob c2', 'a0 b1/ann'),
    );
    expect(handovers).toEqual([
      { from: 'ann', to: 'bob', count: 2, cases: 2 },
      { from: 'bob', to: 'bob', count: 1, cases: 1 },
    ]);
    expect({ total, betweenResources }).toEqual({ total: 3, betweenResources: 2 });
  });

  it('batch an activity over several cases within the gap', () => {
    const log = logOf('a0/ann', 'a10/ann', 'a20/ann', 'a100/ann', 'b0/bob', 'b0/bob', 'c0/eve c1/eve');
    expect(batchesOf(log)).toEqual([
      { activity: 'a', resource: 'ann', kind: 'sequential', batches: 1, instances: 3, largest: 3 },
      { activity: 'b', resource: 'bob', kind: 'simultaneous', batches: 1, instances: 2, largest: 2 },
    ]);
  });
});

describe('cases that do not go on', () => {
  it('loop where they come back to an activity', () => {
    const loops = loopsOf(logOf('a0 b1 a2 b3 a4', 'a0 b1', 'b0 b1'));
    expect(loops.activities).toEqual(
      [
        { activity: 'b', cases: 2, repetitions: 2 },
        { activity: 'a', cases: 1, repetitions: 2 },
      ].toSorted((x, y) => (x.activity < y.activity ? -1 : 1)),
    );
    expect(loops.looping).toEqual([
      { case: 0, repetitions: 3, activity: 'a' },
      { case: 2, repetitions: 1, activity: 'b' },
    ]);
    expect(loops.cases).toBe(2);
  });

  it('are stuck when they stayed longer than nearly all others did, and are not over', () => {
    const usual = Array.from({ length: 20 }, (_, at) => `a0 b${at + 1}`);
    const log = logOf(...usual, 'a0', 'a90');
    const options = { atMs: 100 * minute, finals: ['b'] };
    expect(stuckCases(log, options)).toEqual([
      { case: 20, activity: 'a', sinceMs: 0, stayedMs: 100 * minute, usualMs: 19.05 * minute },
    ]);
    expect(stuckCases(log, { ...options, staysMin: 21 })).toEqual([]);
    expect(stuckCases(log, { ...options, atMs: 5 * minute })).toEqual([]);
  });
});

describe('a dotted chart', () => {
  it('gathers every event of the period in exactly one cell', () => {
    const log = logOf('a0 b10', 'a5 b20', 'a5 b5');
    const chart = dottedChart(log, { fromMs: 0, toMs: 20 * minute, columns: 2, rows: 3 });
    expect(chart.dots).toEqual([
      { column: 0, row: 0, activity: 'a', events: 1, cases: 1 },
      { column: 1, row: 0, activity: 'b', events: 1, cases: 1 },
      { column: 0, row: 1, activity: 'a', events: 1, cases: 1 },
      { column: 0, row: 2, activity: 'a', events: 1, cases: 1 },
      { column: 0, row: 2, activity: 'b', events: 1, cases: 1 },
    ]);
  });
});

describe('two populations', () => {
  it('stand beside each other, each share of its own population', () => {
    const log = logOf('a0 b1', 'a0 b1', 'a100 b101', 'a100 c101', 'a100 c102');
    const a = selectCases(log, casesBegunIn(log, 0, 50 * minute));
    const b = selectCases(log, casesBegunIn(log, 50 * minute, 200 * minute));
    const { cases, arcs, variants } = compare(a, b);
    expect(cases).toEqual({ a: 2, b: 3 });
    expect(arcs.map(({ to, a: own, b: other }) => [to, own.share, other.share])).toEqual([
      ['b', 1, 1 / 3],
      ['c', 0, 2 / 3],
    ]);
    expect(variants[0]).toEqual({
      activities: ['a', 'b'],
      a: { cases: 2, share: 1 },
      b: { cases: 1, share: 1 / 3 },
    });
  });
});
