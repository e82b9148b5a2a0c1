import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule, TestSuite } from 'vitest/node';
import type { Tally } from './tally.ts';

/** What one run of vitest came to. `failures` also names what is no test: a file that does not load, a failing hook. */
export interface Report {
  readonly tally: Tally;
  readonly failures: readonly string[];
  readonly skips: readonly string[];
}

const title = (path: string, name: string) => `${path} > ${name}`;

const brokenSuites = (module: TestModule): string[] => {
  const broken = (suite: TestModule | TestSuite) => suite.errors().length > 0;
  return [
    ...(broken(module) ? [module.relativeModuleId] : []),
    ...[...module.children.allSuites()]
      .filter(broken)
      .map((suite) => title(module.relativeModuleId, suite.fullName)),
  ];
};

/** Counts a finished run. A test that was skipped without saying why counts as failed, and so does one that never ended. Pure. */
export const count = (modules: readonly TestModule[], unhandled: readonly SerializedError[]): Report => {
  const failures = unhandled.map((error) => `unhandled error: ${error.message}`);
  const skips: string[] = [];
  let passed = 0;
  for (const module of modules) {
    failures.push(...brokenSuites(module));
    for (const test of module.children.allTests()) {
      const name = title(module.relativeModuleId, test.fullName);
      const result = test.result();
      if (result.state === 'passed') passed++;
      else if (result.state === 'skipped' && result.note) skips.push(`${name}: ${result.note}`);
      else failures.push(result.state === 'failed' ? name : `${name} (${result.state}, no reason given)`);
    }
  }
  return { tally: { passed, failed: failures.length, skipped: skips.length }, failures, skips };
};

/** A vitest reporter that writes the {@link Report} of its run to the path in `CASELOG_TEST_REPORT`. */
export default class CaselogReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const path = process.env.CASELOG_TEST_REPORT;
    if (path) writeFileSync(path, JSON.stringify(count(modules, unhandled)));
  }
}
