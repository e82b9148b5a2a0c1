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

interface Measured {
  readonly asOfMs: number;
  readonly whatIfMs: number;
  readonly memoryMb: number;
  readonly events: number;
}

/** Ten million events of a million tickets: as of an instant late in their history, and under a doubled target. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-bench-'));
  try {
    const { events, fromMs, toMs } = synthesiseColumns(folder, tickets);
    const at = toInstant(fromMs + (toMs - fromMs) * 0.9);
    const { stdout } = await promisify(execFile)(process.execPath, [child, folder, at]);
    const { asOfMs, whatIfMs, memoryMb } = JSON.parse(stdout) as Measured;
    const rate = events / (whatIfMs / 1_000);
    const [asOfLimitMs, rateLimit, memoryLimitMb] = [300, 20_000_000, 500];
    return [
      {
        name: `history: as of any instant over ${tickets} tickets, against its limit`,
        ours: asOfMs,
        against: asOfLimitMs,
        unit: 'ms',
        ratio: asOfLimitMs / asOfMs,
        aim: 1,
      },
      {
        name: 'history: what-if over ten million events from columns, against its limit',
        ours: rate,
        against: rateLimit,
        unit: 'events/s',
        ratio: rate / rateLimit,
        aim: 1,
      },
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
