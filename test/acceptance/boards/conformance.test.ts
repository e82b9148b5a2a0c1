import { chartModel, conformanceOf, EventLogBuilder } from '@caselog/discovery';
import { logCases, readMapping } from '@caselog/history';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../root.ts';
import { count, followAll, outsideTheChart, readLog } from '../uci-oracle.ts';

const folder = resolve(root, 'test/data/uci-incidents');

it('the UCI log, row by row, deviates from the chart exactly where the independent count says', async () => {
  const mapping = await readMapping(resolve(folder, 'mapping.json'));
  const builder = new EventLogBuilder();
  for await (const { caseId, rows } of logCases({
    file: resolve(folder, 'incident_event_log.csv.gz'),
    mapping,
  }))
    builder.add(
      caseId,
      rows.flatMap(({ state, atMs }) => (state === undefined ? [] : [{ activity: state, atMs }])),
    );
  const { deviations, moves, conformingMoves, cases } = conformanceOf(builder.build(), chartModel);
  const log = readLog();
  const followed = followAll(log);
  const counts = count(log, followed);
  const begun = deviations.filter(({ kind }) => kind === 'no-beginning');
  const others = deviations.filter(({ kind }) => kind !== 'no-beginning');
  expect(cases).toBe(counts.tickets);
  expect(begun.reduce((sum, one) => sum + one.count, 0)).toBe(counts.inferredOpenings);
  expect(Object.fromEntries(others.map(({ from, to, count: times }) => [`${from} → ${to}`, times]))).toEqual(
    outsideTheChart(followed),
  );
  expect(conformingMoves).toBe(counts.transitions);
  expect(moves).toBe(counts.transitions + counts.deviatingRows + counts.nonconforming);
}, 120_000);
