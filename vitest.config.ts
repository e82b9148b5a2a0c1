import { randomInt } from 'node:crypto';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/runner/order.ts';

/** Every property of one run draws from this seed; set the variable to repeat a run. */
const seed = process.env.CASELOG_TEST_SEED ?? String(randomInt(2 ** 31));

export default defineConfig({
  test: {
    projects: [
      // A worker that goes on with the next file has its modules ready: the libraries hold nothing that a test could leave behind.
      {
        extends: true,
        test: { name: 'libraries', include: ['packages/*/test/**/*.test.ts'], isolate: false },
      },
      {
        extends: true,
        test: { name: 'product', include: ['{services,examples}/*/test/**/*.test.ts', 'test/**/*.test.ts'] },
      },
    ],
    setupFiles: ['./test/runner/setup.ts'],
    env: { CASELOG_TEST_SEED: seed },
    // Processes, not threads: tests start servers, kill them and read their memory. Two cores, three workers: one of them waits for something.
    pool: 'forks',
    maxWorkers: 3,
    sequence: { sequencer: LongestFirst },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    teardownTimeout: 20_000,
    allowOnly: false,
  },
});
