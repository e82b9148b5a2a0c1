/** Everything the test command checks before it runs the tests, in order. */
export interface Step {
  readonly heading: string;
  readonly tool: string;
  readonly args: readonly string[];
}

export const steps: readonly Step[] = [
  { heading: 'Types', tool: 'tsc', args: [] },
  { heading: 'Lint', tool: 'oxlint', args: ['--type-aware', '--deny-warnings'] },
  { heading: 'Formatting', tool: 'prettier', args: ['--check', '--log-level', 'warn', '.'] },
  { heading: 'Dependency rules', tool: 'node', args: ['test/rules/dependencies.ts'] },
  {
    heading: 'Unused files, exports and dependencies',
    tool: 'knip',
    args: ['--no-config-hints', '--no-progress'],
  },
  { heading: 'Weight of the web app', tool: 'node', args: ['services/dashboard/test/size.ts'] },
];
