import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bin, root } from '../root.ts';

/** What the linter prints about `files` under the project's own rules, one line a finding. */
const lint = (folder: string) =>
  new Promise<string>((done, fail) => {
    const env = { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) };
    execFile(
      join(bin, 'oxlint'),
      ['--type-aware', '-f', 'unix', '.'],
      { cwd: folder, env },
      (error, stdout, stderr) => (stderr === '' ? done(stdout) : fail(new Error(stderr, { cause: error }))),
    );
  });

const findings = async (files: Readonly<Record<string, string>>): Promise<string[]> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-lint-'));
  try {
    await copyFile(resolve(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return (await lint(folder)).split('\n').filter((line) => line.includes('[Error/'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const wrong = [
  ['now', `export const a = Date.now();`, 'no-restricted-properties'],
  ['chance', `export const a = Math.random();`, 'no-restricted-properties'],
  ['id', `export const a = crypto.randomUUID();`, 'no-restricted-properties'],
  ['imported-id', `export { randomUUID } from 'node:crypto';`, 'no-restricted-imports'],
  ['timer', `export const a = () => setTimeout(() => 1, 1);`, 'no-restricted-globals'],
  ['interval', `export const a = () => setInterval(() => 1, 1);`, 'no-restricted-globals'],
  ['timers', `export * from 'node:timers/promises';`, 'no-restricted-imports'],
  ['console', `console.log(1);`, 'no-console'],
  ['floating', `const a = () => Promise.resolve(1);\na();`, 'no-floating-promises'],
  ['misused', `export const a = [1].filter(() => Promise.resolve(true));`, 'no-misused-promises'],
  ['any', `export const a = (b: any): number => Number(b);`, 'no-explicit-any'],
  ['equal', `export const a = (b: number): boolean => b == 1;`, 'eqeqeq'],
  [
    'switch',
    `export const a = (b: 'x' | 'y'): void => { switch (b) { case 'x': } };`,
    'switch-exhaustiveness-check',
  ],
  ['type', `import { a } from './equal.ts';\nexport type B = typeof a;`, 'consistent-type-imports'],
  ['catch', `export const a = (): void => { try { a(); } catch {} };`, 'no-empty'],
] as const;

describe('the lint rules', () => {
  it('find what the laws forbid, in a package', async () => {
    const found = await findings(
      Object.fromEntries(wrong.map(([name, text]) => [`packages/some/src/${name}.ts`, text])),
    );
    for (const [name, , rule] of wrong)
      expect(found).toContainEqual(expect.stringMatching(RegExp(`/${name}\\.ts:.*\\(${rule}\\)`)));
  });

  it('find what the laws forbid, in a service and in a test', async () => {
    const found = await findings({
      'services/api/src/a.ts': `export const a = Date.now();`,
      'packages/some/test/a.test.ts': `import { it } from 'vitest';\nit.only('a', () => { Date.now(); });\nit.skip('b', () => { Date.now(); });`,
    });
    expect(found.join('\n')).toMatch(/services.*no-restricted-properties/);
    expect(found.join('\n')).toMatch(/a\.test.*no-focused-tests/);
    expect(found.join('\n')).toMatch(/a\.test.*no-disabled-tests/);
    expect(found.join('\n')).not.toMatch(/a\.test.*no-restricted-properties/);
  });

  it('let nothing of Node into the pure packages, and time into packages/env alone', async () => {
    const found = await findings({
      'packages/ticket/src/a.ts': `export { join } from 'node:path';`,
      'packages/sla/src/a.ts': `export { join } from 'node:path';`,
      'packages/env/src/a.ts': `export const now = (): number => Date.now();`,
    });
    expect(found).toHaveLength(2);
    expect(found).toContainEqual(expect.stringMatching(/packages\/ticket.*no-restricted-imports/));
    expect(found).toContainEqual(expect.stringMatching(/packages\/sla.*no-restricted-imports/));
  });
});
