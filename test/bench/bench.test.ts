import { describe, expect, it } from 'vitest';
import { type KeptResult, merge, table } from './report.ts';
import { select } from './select.ts';

const kept = (name: string, file: string, ours = 1): KeptResult => ({
  name,
  file,
  ours,
  against: 2,
  unit: 'events/s',
  ratio: ours / 2,
  aim: 0.5,
  met: ours >= 1,
  cores: 2,
  node: 'v26.0.0',
  at: '2026-01-01T00:00:00.000Z',
});

describe('the bench command', () => {
  const files = [
    'packages/ledger/bench/append.ts',
    'packages/ledger/bench/growth.long.ts',
    'test/bench/cases/fold.ts',
  ];

  it('runs all but the long benches', () => {
    expect(select(files)).toEqual([files[0], files[2]]);
  });

  it('runs what the filter names, by path', () => {
    expect(select(files, 'ledger')).toEqual([files[0]]);
    expect(select(files, 'cases/fold')).toEqual([files[2]]);
  });

  it('runs a long bench only under its own name', () => {
    expect(select(files, 'growth')).toEqual([files[1]]);
    expect(select(files, 'long')).toEqual([files[1]]);
  });

  it('replaces the results of what ran, drops those of what is gone and keeps the rest', () => {
    const before = [kept('gone', 'c.ts'), kept('old name', 'a.ts'), kept('other', 'b.ts')];
    const after = merge(before, [kept('new name', 'a.ts', 4)], ['a.ts'], ['a.ts', 'b.ts']);
    expect(after).toEqual([kept('new name', 'a.ts', 4), kept('other', 'b.ts')]);
  });

  it('prints a table that says which aims are missed', () => {
    expect(table([kept('fold', 'a.ts', 123_456), kept('append', 'b.ts', 0.5)])).toBe(
      [
        'bench      ours  against  unit       ratio    aim  met',
        'fold    123,500        2  events/s  61,730  ≥ 0.5  yes',
        'append      0.5        2  events/s    0.25  ≥ 0.5  NO',
      ].join('\n'),
    );
  });
});
