import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { synthesiseColumns } from '@caselog/columns/testing';
import { toInstant } from '@caselog/env';
import type { BenchResult } from '../../../test/bench/result.ts';

const tickets = 1_110_000;
const child = fileURLToPath(new URL('./support/fold-child.ts', import.meta.url));

interface Times {
  readonly firstMs: number;
  readonly bestMs: number;
}

interface Measured {
  readonly asOf: readonly Times[];
  readonly whatIfs: Readonly<Record<'unchanged' | 'doubledTarget' | 'otherCalendar', Times>>;
  readonly memoryMb: number;
}

const [asOfLimitMs, rateLimit, memoryLimitMb] = [300, 20_000_000, 500];

const rateResult = (what: string, events: number, ms: number): BenchResult => {
  const rate = events / (ms / 1_000);
  return {
    name: `history: what-if, ${what}, over ten million events from columns, against its limit`,
    ours: rate,
    against: rateLimit,
    unit: 'events/s',
    ratio: rate / rateLimit,
    aim: 1,
  };
};

const asOfResult = (which: string, ms: number): BenchResult => ({
  name: `history: as of any instant over ${tickets} tickets, ${which}, against its limit`,
  ours: ms,
  against: asOfLimitMs,
  unit: 'ms',
  ratio: asOfLimitMs / ms,
  aim: 1,
});

/** Instants early, in the midst and late in the history, and behind its end. */
const partsAsked = [0.05, 0.5, 0.9, 1.1];

/** Ten million events of a million tickets: as of some instants, and under policies of which two force every ticket to be decided anew. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-bench-'));
  try {
    const { events, fromMs, toMs } = synthesiseColumns(folder, tickets);
    const instants = partsAsked.map((part) => toInstant(Math.floor(fromMs + (toMs - fromMs) * part)));
    const { stdout } = await promisify(execFile)(process.execPath, [child, folder, ...instants]);
    const { asOf, whatIfs, memoryMb } = JSON.parse(stdout) as Measured;
    return [
      asOfResult('the slowest of four', Math.max(...asOf.map(({ bestMs }) => bestMs))),
      asOfResult('the first of a process', asOf[0]!.firstMs),
      rateResult('a doubled target', events, whatIfs.doubledTarget.bestMs),
      rateResult('another calendar', events, whatIfs.otherCalendar.bestMs),
      rateResult('the policy unchanged', events, whatIfs.unchanged.bestMs),
      rateResult('a doubled target for the first time', events, whatIfs.doubledTarget.firstMs),
      {
        name: 'history: memory of both, against its limit',
        ours: memoryMb,
        against: memoryLimitMb,
        unit: 'MB',
        ratio: memoryLimitMb / memoryMb,
        aim: 1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
