import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/runner/order.ts';

/** Every property of one run draws from this seed; set the variable to repeat a run. */
const seed = process.env.CASELOG_TEST_SEED ?? String(randomInt(2 ** 31));

export default defineConfig({
  test: {
    include: [
      'packages/*/test/**/*.test.ts',
      'services/*/test/**/*.test.ts',
      'examples/*/test/**/*.test.ts',
      'test/**/*.test.ts',
    ],
    setupFiles: ['./test/runner/setup.ts'],
    env: { CASELOG_TEST_SEED: seed },
    // Processes, not threads: tests start servers, kill them and read their memory. Two cores, three workers: one of them waits for something.
    pool: 'forks',
    // A worker keeps its modules for the next file: loading them anew was a quarter of all work. No module of ours keeps what a test could change.
    isolate: false,
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    allowOnly: false,
  },
});
