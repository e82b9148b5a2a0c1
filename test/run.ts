/**
 * The test command. Without arguments: every step, then every test. With paths: only the tests whose path contains one
 * of them. Goes on after a failure, so that one run shows all; the last line is the tally, and the exit code says whether
 * anything failed.
 */
import { run } from './runner/command.ts';
import { type Step, steps } from './runner/steps.ts';
import { closingLine, one, sum, type Tally } from './runner/tally.ts';
import { runTests } from './runner/tests.ts';

const headed = async (heading: string, work: () => Promise<Tally>): Promise<Tally> => {
  console.log(`\n━━ ${heading} ${'━'.repeat(Math.max(0, 70 - heading.length))}`);
  const started = performance.now();
  const tally = await work();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${tally.failed > 0 ? '✗' : '✓'} ${heading}: ${seconds} s`);
  return tally;
};

const check = ({ tool, args }: Step) => run(tool, args).then((code) => one(code === 0));

const filters = process.argv.slice(2);
const tallies: Tally[] = [];
if (filters.length === 0)
  for (const step of steps) tallies.push(await headed(step.heading, () => check(step)));
tallies.push(await headed('Tests', () => runTests(filters)));

const total = sum(tallies);
console.log(`\n${closingLine(total)}`);
if (total.failed > 0) process.exitCode = 1;
