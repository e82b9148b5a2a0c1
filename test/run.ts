/**
 * The test command. Without arguments: every step, then every test. With paths: only the tests whose path contains one
 * of them. Goes on after a failure, so that one run shows all; the last line is the tally, and the exit code says whether
 * anything failed.
 */
import { runSteps, steps } from './runner/steps.ts';
import { closingLine, sum } from './runner/tally.ts';
import { runTests } from './runner/tests.ts';

const filters = process.argv.slice(2);
const checked = filters.length === 0 ? await runSteps(steps, (text) => console.log(text)) : [];
console.log(`\n━━ Tests ${'━'.repeat(65)}`);
const started = performance.now();
const tested = await runTests(filters);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
console.log(`${tested.failed > 0 ? '✗' : '✓'} Tests: ${seconds} s`);

const total = sum([...checked, tested]);
console.log(`\n${closingLine(total)}`);
if (total.failed > 0) process.exitCode = 1;
