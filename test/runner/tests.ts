import { randomInt } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './command.ts';
import type { Report } from './reporter.ts';
import { nothing, one, sum, type Tally } from './tally.ts';

const failed = (reason: string): Tally => {
  console.error(reason);
  return one(false);
};

const list = (heading: string, lines: readonly string[]) => {
  const rows = lines.map((line) => `\n  ${line.length > 200 ? `${line.slice(0, 199)}…` : line}`);
  if (rows.length > 0) console.log(`\n${heading}${rows.join('')}`);
};

const read = async (path: string, code: number): Promise<Tally> => {
  if (!existsSync(path)) return failed(`vitest ended with code ${code} before it could report.`);
  const { tally, failures, skips } = JSON.parse(await readFile(path, 'utf8')) as Report;
  list('Skipped, and why', skips);
  list('Failed', failures);
  if (tally.passed + tally.failed === 0) return sum([tally, failed('No test ran.')]);
  const unexplained = code !== 0 && tally.failed === 0;
  return sum([
    tally,
    unexplained ? failed(`vitest ended with code ${code} although every test passed.`) : nothing,
  ]);
};

/** Runs the tests, all or those whose path contains one of `filters`, and counts them. Leaves no file behind. */
export const runTests = async (filters: readonly string[]): Promise<Tally> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-test-'));
  const report = join(folder, 'report.json');
  const seed = process.env.CASELOG_TEST_SEED ?? String(randomInt(2 ** 31));
  console.log(`Properties draw from seed ${seed}; CASELOG_TEST_SEED=${seed} repeats this run.`);
  try {
    const args = ['run', '--reporter=default', '--reporter=./test/runner/reporter.ts', ...filters];
    const code = await run('vitest', args, { CASELOG_TEST_REPORT: report, CASELOG_TEST_SEED: seed });
    return await read(report, code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};
