import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { BenchResult } from '../../../test/bench/result.ts';

const root = resolve(import.meta.dirname, '../../..');
const inData = (name: string): string => join(root, 'test/data/uci-incidents', name);
const words = ['import', inData('incident_event_log.csv.gz'), '--mapping', inData('mapping.json'), '--json'];

/** What the product promises for the whole UCI log on two cores. */
const promised = { rows: 141_712, seconds: 30, megabytes: 400 };

/** The most memory the process has held so far; 0 when it has ended. Linux. */
const peakMegabytes = (pid: number | undefined): number => {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(found?.[1] ?? 0) / 1_000;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0;
    throw error;
  }
};

/** Imports the log with the command line, its start included: seconds of the whole process and its peak of memory. */
const importOnce = async (): Promise<{ seconds: number; megabytes: number }> => {
  const home = mkdtempSync(join(tmpdir(), 'caselog-import-bench-'));
  const start = performance.now();
  const main = resolve(import.meta.dirname, '../src/main.ts');
  const child = spawn(process.execPath, [main, ...words, '--home', home], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'close');
  const stdout = text(child.stdout);
  let megabytes = 0;
  while (child.exitCode === null && child.signalCode === null) {
    megabytes = Math.max(megabytes, peakMegabytes(child.pid));
    await Promise.race([ended, delay(50)]);
  }
  const seconds = (performance.now() - start) / 1_000;
  const { rows } = JSON.parse(await stdout) as { rows: number };
  rmSync(home, { recursive: true });
  if (rows !== promised.rows) throw new Error(`the import read ${rows} rows, not ${promised.rows}`);
  return { seconds, megabytes };
};

/** The import of the UCI log by the command line, against what is promised. The better of two runs: the machine is noisy. */
export const bench = async (): Promise<BenchResult[]> => {
  const runs = [await importOnce(), await importOnce()];
  const ours = promised.rows / Math.min(...runs.map(({ seconds }) => seconds));
  const against = promised.rows / promised.seconds;
  const megabytes = Math.max(...runs.map((run) => run.megabytes));
  return [
    {
      name: 'import of the UCI log, against the limit of 30 s',
      ours,
      against,
      unit: 'rows/s',
      ratio: ours / against,
      aim: 1,
    },
    {
      name: 'peak memory of the import of the UCI log, against the limit',
      ours: megabytes,
      against: promised.megabytes,
      unit: 'MB',
      ratio: promised.megabytes / megabytes,
      aim: 1,
    },
  ];
};
