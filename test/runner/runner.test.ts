import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bin } from '../root.ts';
import type { Report } from './reporter.ts';
import { closingLine, nothing, one, sum } from './tally.ts';

const vitest = join(bin, 'vitest');
const reporter = resolve(import.meta.dirname, 'reporter.ts');

/** Runs one test file in a run of its own and reads what the reporter made of it. */
const reportOf = async (source: string): Promise<Report> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-runner-'));
  try {
    const path = join(folder, 'report.json');
    await writeFile(join(folder, 'a.test.js'), source);
    const args = ['run', '--root', folder, '--globals', `--reporter=${reporter}`];
    spawnSync(vitest, args, { env: { ...process.env, CASELOG_TEST_REPORT: path } });
    return JSON.parse(await readFile(path, 'utf8')) as Report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

describe('the closing line', () => {
  it('counts what passed and what failed', () => {
    expect(closingLine(sum([one(true), one(true), one(false)]))).toBe('2 passed, 1 failed');
    expect(closingLine(nothing)).toBe('0 passed, 0 failed');
  });

  it('counts what was skipped, when anything was', () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 1 })).toBe('3 passed, 0 failed, 1 skipped');
  });
});

describe('the count of a run', () => {
  it('tells passed, failed and skipped with a reason; a skip without one has failed', async () => {
    const report = await reportOf(`
      it('passes', () => {});
      it('fails', () => { throw new Error('no'); });
      it('waits for a server', (context) => { context.skip('no server is configured'); });
      it.skip('says nothing', () => {});
      it.todo('is promised');
    `);
    expect(report.tally).toEqual({ passed: 1, failed: 3, skipped: 1 });
    expect(report.skips).toEqual(['a.test.js > waits for a server: no server is configured']);
    expect(report.failures).toEqual([
      'a.test.js > fails',
      'a.test.js > says nothing (skipped, no reason given)',
      'a.test.js > is promised (skipped, no reason given)',
    ]);
  });

  it('counts a file that does not load', async () => {
    const report = await reportOf(`throw new Error('broken');`);
    expect(report).toMatchObject({ tally: { passed: 0, failed: 1 }, failures: ['a.test.js'] });
  });

  it('counts a hook that fails, and the tests that it kept from running', async () => {
    const report = await reportOf(`
      describe('a group', () => {
        beforeAll(() => { throw new Error('no'); });
        it('never runs', () => {});
      });
    `);
    expect(report.tally).toMatchObject({ passed: 0, skipped: 0 });
    expect(report.failures).toContain('a.test.js > a group');
  });

  it('counts an error that nobody caught', async () => {
    const report = await reportOf(`
      it('leaves a promise behind', async () => {
        Promise.reject(new Error('unheard'));
        await new Promise((done) => setTimeout(done, 20));
      });
    `);
    expect(report.failures).toEqual(['unhandled error: unheard']);
  });
});
