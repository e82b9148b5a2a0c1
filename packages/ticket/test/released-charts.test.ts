import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chart, chartVersion, fold, recordChart, releasedCharts, restoreChart } from '../src/index.ts';
import { aHistory } from '../testing/arbitraries.ts';

describe('A released chart', () => {
  it('is the one in force: a changed machine gets a new chartVersion and a record of its own (scripts/record-chart.ts)', () => {
    expect(releasedCharts.get(chartVersion)).toStrictEqual(
      JSON.parse(JSON.stringify(recordChart(chartVersion, chart))),
    );
  });

  it('folds as it did when it was released', () => {
    const record = releasedCharts.get(chartVersion)!;
    const restored = restoreChart(record);
    fc.assert(
      fc.property(aHistory(40), (events) => {
        const [now, then] = [fold(events), fold(events, undefined, restored)];
        expect(then?.configuration.key).toBe(now?.configuration.key);
        expect(then?.context).toStrictEqual(now?.context);
      }),
      { numRuns: 300 },
    );
  });

  it('whose record is damaged says so', () => {
    const record = releasedCharts.get(chartVersion)!;
    expect(() => restoreChart({ ...record, initial: 'nowhere' })).toThrow('no configuration nowhere');
  });
});
