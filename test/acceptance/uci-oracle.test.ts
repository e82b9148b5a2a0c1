import { describe, expect, it } from 'vitest';
import { backwards, count, followAll, outsideTheChart, path, readLog, statesAt } from './uci-oracle.ts';

const log = readLog();
const cases = followAll(log);
const counts = count(log, cases);

describe('the independent count of the UCI log', () => {
  it('finds the published size of the log', () => {
    expect(counts).toMatchObject({ rows: 141_712, tickets: 24_918, unparsable: 0 });
  });

  it('finds the openings that no row shows', () => {
    expect(counts.inferredOpenings).toBe(8_522);
    expect(counts.openings).toBe(24_918 - 8_522);
  });

  it('finds the rows that only repeat a state', () => {
    expect(counts.facts).toBe(52_766);
  });

  it('finds the sixteen rows that are reached over inferred steps, and the one that no path reaches', () => {
    expect(counts).toMatchObject({ deviatingRows: 16, nonconforming: 1, quarantined: 5 });
    expect(outsideTheChart(cases)).toEqual({
      'opened → surveyed': 11,
      'triaged → surveyed': 2,
      'awaiting-data → surveyed': 1,
      'resolved → awaiting-data': 2,
      'triaged → opened': 1,
    });
  });

  it('puts every row into exactly one class', () => {
    const { openings, transitions, deviatingRows, facts, nonconforming, quarantined, unparsable } = counts;
    expect(openings + transitions + deviatingRows + facts + nonconforming + quarantined + unparsable).toBe(
      counts.rows,
    );
  });

  it('takes two inferred steps for each deviating row, and counts every step on its edge', () => {
    expect(counts.inferredTransitions).toBe(2 * counts.deviatingRows);
    const total = (kind: 'observed' | 'inferred') => counts.edges.reduce((sum, edge) => sum + edge[kind], 0);
    expect(total('observed')).toBe(counts.transitions);
    expect(total('inferred')).toBe(counts.inferredTransitions);
  });

  it('leaves every ticket surveyed, as the log does', () => {
    expect(counts.byState).toEqual({ surveyed: 24_918 });
  });
});

describe('the shortest inferred path', () => {
  it('goes over triaged where escalated is as short, because the table says so first', () => {
    expect(path({ state: 'resolved' }, 'awaiting-data')).toEqual(['triaged', 'awaiting-data']);
  });

  it('returns to opened only from the wait that was asked for there', () => {
    expect(path({ state: 'awaiting-data', askedFrom: 'opened' }, 'opened')).toEqual(['opened']);
    expect(path({ state: 'awaiting-data', askedFrom: 'triaged' }, 'opened')).toBeUndefined();
    expect(path({ state: 'triaged' }, 'opened')).toBeUndefined();
  });
});

describe('the states at an instant', () => {
  const at = (instant: string) => statesAt(cases, Date.parse(instant));

  it('are none before the log begins, and the final ones after it ends', () => {
    expect(at('2016-02-29T00:00:00Z')).toEqual({});
    expect(at('2017-03-01T00:00:00Z')).toEqual(counts.byState);
  });

  it('grow by one ticket at its opening', () => {
    expect(at('2016-02-29T01:22:59Z')).toEqual({});
    expect(at('2016-02-29T01:23:00Z')).toEqual({ opened: 1 });
  });

  it('never open a ticket behind its first row, as the log does for one', () => {
    const late = cases.filter(({ readings: [first] }) => {
      const { means, openedAtMs, atMs } = first!.row;
      return means !== 'opened' && openedAtMs > atMs;
    });
    expect(
      late.map(({ number, steps, readings }) => [number, steps[0]!.atMs - readings[0]!.row.atMs]),
    ).toEqual([['INC0000131', 0]]);
  });

  it('depend on the order of steps only inside the two spans in which a case runs backwards', () => {
    const utc = (ms: number) => new Date(ms).toISOString().slice(0, 16);
    expect(backwards(cases).map(({ number, fromMs, toMs }) => [number, utc(fromMs), utc(toMs)])).toEqual([
      ['INC0000135', '2016-02-29T09:27', '2016-02-29T15:27'],
      ['INC0000137', '2016-02-29T11:03', '2016-02-29T11:10'],
    ]);
  });
});
