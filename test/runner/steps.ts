import { runQuietly } from './command.ts';
import { one, type Tally } from './tally.ts';

/** Something that the test command checks before it runs the tests. */
export interface Step {
  readonly heading: string;
  readonly tool: string;
  readonly args: readonly string[];
}

/** The longest first: they run side by side, and the last one should not be long. */
export const steps: readonly Step[] = [
  { heading: 'Formatting', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { heading: 'Weight of the web app', tool: 'node', args: ['services/dashboard/test/size.ts'] },
  { heading: 'The demonstration history in a desk', tool: 'node', args: ['test/runner/demonstration.ts'] },
  { heading: 'Lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { heading: 'Types', tool: 'tsc', args: [] },
  { heading: 'Dependency rules', tool: 'node', args: ['test/rules/dependencies.ts'] },
  {
    heading: 'Unused files, exports and dependencies',
    tool: 'knip',
    args: ['--no-config-hints', '--no-progress'],
  },
];

/** How many steps run at once: most have a single thread. */
const lanes = 2;

/** Takes steps until none is left, and tells each one's end: whether it passed, what it printed, how long it took. */
const work = async (
  waiting: Step[],
  tell: (step: Step, tally: Tally, told: string) => void,
): Promise<void> => {
  for (let step = waiting.shift(); step; step = waiting.shift()) {
    const started = performance.now();
    const { code, output } = await runQuietly(step.tool, step.args);
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    tell(step, one(code === 0), `${output}${code === 0 ? '✓' : '✗'} ${step.heading}: ${seconds} s`);
  }
};

/** Runs all steps, each to its end whatever became of the others, and shows what each printed in one piece. */
export const runSteps = async (all: readonly Step[], show: (text: string) => void): Promise<Tally[]> => {
  const [waiting, tallies] = [[...all], [] as Tally[]];
  const tell = (step: Step, tally: Tally, told: string) => {
    tallies.push(tally);
    show(`\n━━ ${step.heading} ${'━'.repeat(Math.max(0, 70 - step.heading.length))}\n${told}`);
  };
  await Promise.all(Array.from({ length: lanes }, () => work(waiting, tell)));
  return tallies;
};
