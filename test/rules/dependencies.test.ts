import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDependencies } from './dependencies.ts';
import { packages } from './layout.ts';

/** Lays out a small project, checks it, and takes it away again. */
const checked = async (files: Readonly<Record<string, string>>) => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-rules-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    return await checkDependencies(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const faultsOf = async (files: Readonly<Record<string, string>>) => (await checked(files)).faults;

describe('the dependency rules', () => {
  it('let a project through that keeps to them', async () => {
    const verdict = await checked({
      'packages/env/src/index.ts': `import { randomUUID } from 'node:crypto'; export const uuid = randomUUID;`,
      'packages/ticket/src/index.ts': `export { a } from './a.ts';`,
      'packages/ticket/src/a.ts': `export const a = 1;`,
    });
    expect(verdict).toEqual({ modules: 3, faults: [] });
  });

  it('keep the pure packages away from Node, also in a type', async () => {
    expect(
      await faultsOf({
        'packages/ticket/src/index.ts': `import type { Stats } from 'node:fs'; export type A = Stats;`,
        'packages/sla/src/index.ts': `export { readFile } from 'node:fs/promises';`,
      }),
    ).toEqual(
      expect.arrayContaining([
        expect.stringContaining('ticket-is-pure: packages/ticket/src/index.ts'),
        expect.stringContaining('sla-is-pure: packages/sla/src/index.ts'),
      ]),
    );
  });

  it('keep the generic packages away from the ticket', async () => {
    expect(
      await faultsOf({
        'packages/event-store/src/index.ts': `export type { A } from '../../ticket/src/index.ts';`,
        'packages/ticket/src/index.ts': `export type A = 1;`,
      }),
    ).toEqual(
      expect.arrayContaining([
        'event-store-reaches: packages/event-store/src/index.ts → packages/ticket/src/index.ts',
        'by-name-across-packages: packages/event-store/src/index.ts → packages/ticket/src/index.ts',
      ]),
    );
  });

  it('let ticket and sla see only types of each other', async () => {
    const sla = { 'packages/sla/src/index.ts': `export type A = 1; export const a = 1;` };
    const withTypes = await faultsOf({
      ...sla,
      'packages/ticket/src/index.ts': `import type { A } from '../../sla/src/index.ts'; export type B = A;`,
    });
    const withValues = await faultsOf({
      ...sla,
      'packages/ticket/src/index.ts': `export { a } from '../../sla/src/index.ts';`,
    });
    expect(withTypes.join()).not.toContain('ticket-types-only');
    expect(withValues.join()).toContain('ticket-types-only');
  });

  it('keep services apart, except for the desk that is made of them', async () => {
    const relay = { 'services/relay/src/index.ts': `export const relay = 1;` };
    const importing = `export { relay } from '../../relay/src/index.ts';`;
    const wrong = await faultsOf({ ...relay, 'services/api/src/index.ts': importing });
    const right = await faultsOf({ ...relay, 'services/desk/src/index.ts': importing });
    expect(wrong.join()).toContain('services-import-no-service');
    expect(right.join()).not.toContain('services-import-no-service');
  });

  it('keep tests and test tools out of what ships', async () => {
    expect(
      await faultsOf({
        'packages/helpdesk/src/index.ts': `export * from '../test/help.ts'; export * from '../../../test/support.ts';`,
        'packages/helpdesk/test/help.ts': `export const help = 1;`,
        'test/support.ts': `export const support = 1;`,
      }),
    ).toEqual([
      'source-imports-no-test: packages/helpdesk/src/index.ts → packages/helpdesk/test/help.ts',
      'source-imports-no-test: packages/helpdesk/src/index.ts → test/support.ts',
    ]);
  });

  it('find a cycle, an import that leads nowhere and a package without directions', async () => {
    const faults = await faultsOf({
      'packages/helpdesk/src/a.ts': `import { b } from './b.ts'; export const a = b;`,
      'packages/helpdesk/src/b.ts': `import { a } from './a.ts'; export const b = a;`,
      'packages/helpdesk/src/c.ts': `export * from './d.ts';`,
      'packages/novelty/src/index.ts': `export const e = 1;`,
    });
    expect(faults.join('\n')).toContain('no-cycle: packages/helpdesk/src/a.ts → packages/helpdesk/src/b.ts');
    expect(faults.join('\n')).toContain('resolves: packages/helpdesk/src/c.ts → ./d.ts');
    expect(faults.join('\n')).toContain('no-directions: packages/novelty');
  });

  it('name only packages that have directions of their own', () => {
    const named = Object.values(packages).flatMap(({ ours, types = [] }) => [...ours, ...types]);
    expect(named.filter((name) => !packages[name])).toEqual([]);
  });
});
