import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BenchResult } from '../../../test/bench/result.ts';
import { writeMadeUpLog } from '../../../test/support/made-up-xes.ts';
import { readXes } from '../src/index.ts';

const events = 300_000;
const runs = 5;
const promised = 100_000;

/** Events a second of a made-up log with six attributes each, the best of some runs: the machine is noisy. */
const parseRate = async (file: string): Promise<number> => {
  let best = 0;
  for (let run = 0; run < runs; run += 1) {
    const start = performance.now();
    let read = 0;
    for await (const items of readXes(file)) for (const { kind } of items) if (kind === 'event') read += 1;
    if (read !== events) throw new Error(`${read} events were read, not ${events}`);
    best = Math.max(best, events / ((performance.now() - start) / 1_000));
  }
  return best;
};

/** Parsing XES against what is promised. */
export const bench = async (): Promise<BenchResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-xes-'));
  try {
    const file = join(folder, 'log.xes');
    await writeMadeUpLog(file, events);
    const ours = await parseRate(file);
    return [
      {
        name: 'XES parsed, against the promised rate',
        ours,
        against: promised,
        unit: 'events/s',
        ratio: ours / promised,
        aim: 1,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
};
