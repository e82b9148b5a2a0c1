import { systemEnv } from '@caselog/env';
import { describe, expect, it } from 'vitest';
import { Progress } from '../src/progress.ts';
import { table } from '../src/table.ts';

/** A terminal whose clock the test moves. */
const terminal = (isInteractive: boolean) => {
  const written: string[] = [];
  const clock = { nowMs: 0 };
  return {
    written,
    clock,
    signal: new AbortController().signal,
    isInteractive,
    env: { ...systemEnv, now: () => clock.nowMs },
    out: () => undefined,
    err: (text: string) => written.push(text),
  };
};

describe('progress', () => {
  it('stays silent for a second', () => {
    const { written, clock, ...rest } = terminal(true);
    const progress = new Progress(rest);
    clock.nowMs = 999;
    progress.update('importing', 1, 10);
    progress.end();
    expect(written).toEqual([]);
  });

  it('is redrawn in place on a terminal, ten times a second at most, and taken away at the end', () => {
    const { written, clock, ...rest } = terminal(true);
    const progress = new Progress(rest);
    for (clock.nowMs = 1_000; clock.nowMs < 2_000; clock.nowMs += 10)
      progress.update('importing', 5_000, 10_000);
    progress.end();
    expect(written).toHaveLength(11);
    expect(written[0]).toBe(
      '\r\u001B[Kimporting [############------------]  50 %  5,000 of 10,000, 5,000 a second, 1 s left',
    );
    expect(written.at(-1)).toBe('\r\u001B[K');
  });

  it('is a rare line of its own elsewhere', () => {
    const { written, clock, ...rest } = terminal(false);
    const progress = new Progress(rest);
    for (clock.nowMs = 0; clock.nowMs < 12_000; clock.nowMs += 100) progress.update('reading', 0, 0);
    progress.end();
    expect(written).toEqual(
      Array.from({ length: 3 }, () => 'reading [########################] 100 %  0 of 0\n'),
    );
  });
});

describe('a table', () => {
  it('aligns names to the left and numbers to the right', () => {
    expect(
      table([
        ['a', 1],
        ['bcd', 12_345],
      ]),
    ).toBe('a         1\nbcd  12,345');
    expect(table([])).toBe('');
  });
});
