import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { createLog, HomeUnusableError, openHome, secretAt, SecretFileError } from '../src/index.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'caselog-process-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('makes a home for its owner alone', async () => {
  const home = await openHome(join(folder, 'a', 'home'));
  expect((await stat(home.path)).mode & 0o777).toBe(0o700);
  expect(home.file('keys', 'survey')).toBe(join(folder, 'a', 'home', 'keys', 'survey'));
});

it('says which folder cannot be a home', async () => {
  const file = join(folder, 'file');
  await writeFile(file, '');
  const error = await openHome(join(file, 'home')).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(HomeUnusableError);
  expect(String(error)).toContain(file);
});

it('keeps a secret once made, whoever comes first', async () => {
  const path = join(folder, 'keys', 'token');
  const secrets = await Promise.all(Array.from({ length: 8 }, () => secretAt(path)));
  expect(new Set(secrets).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(folder, 'keys'))).toEqual(['token']);
  await chmod(path, 0o600);
  expect(await secretAt(path)).toBe(secrets[0]);
});

it('takes no empty or damaged file for a secret', async () => {
  const path = join(folder, 'empty');
  await writeFile(path, '\n');
  await expect(secretAt(path)).rejects.toBeInstanceOf(SecretFileError);
});

it('writes no personal data into the log, not even through an error that quotes it', () => {
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const parsing = z.literal('x', { error: () => 'got anna@example.com' }).safeParse('anna@example.com').error;
  log.error({ err: new Error('cannot store', { cause: parsing }) }, 'failed');
  let quoting: unknown;
  try {
    JSON.parse('anna@example.com');
  } catch (error) {
    quoting = error;
  }
  log.error(
    { err: quoting, headers: { authorization: 'anna@example.com' }, req: { body: 'anna@example.com' } },
    'failed',
  );
  expect(lines.join('')).toContain('cannot store');
  expect(lines.join('')).not.toContain('anna');
});

const run = async (script: string): Promise<ReturnType<typeof spawn> & { output: () => string }> => {
  const imports = `import { runMain, aborted } from ${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)};`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', imports + script]);
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  return Object.assign(child, { output: () => text });
};

it('ends with one line and code 1 on an error', async () => {
  const child = await run(
    `await runMain('desk', async () => { throw new Error('port 1 is taken\\n  by another'); });`,
  );
  expect(await once(child, 'close')).toEqual([1, null]);
  expect(child.output()).toBe('desk: port 1 is taken by another\n');
});

const waiting = (atEnd: string) =>
  run(`await runMain('desk', async ({ signal }) => {
    const alive = setInterval(() => {}, 1000); console.log('up'); await aborted(signal); ${atEnd}; clearInterval(alive); });`);

it('ends cleanly at the first signal, at once at the second', async () => {
  const clean = await waiting(`console.log('down')`);
  await once(clean.stdout!, 'data');
  clean.kill('SIGTERM');
  expect(await once(clean, 'close')).toEqual([0, null]);
  expect(clean.output()).toBe('up\ndown\n');

  const stuck = await waiting(`console.log('closing'); await new Promise(() => {})`);
  await once(stuck.stdout!, 'data');
  stuck.kill('SIGINT');
  await once(stuck.stdout!, 'data');
  stuck.kill('SIGINT');
  expect(await once(stuck, 'close')).toEqual([130, null]);
});

it('ends by itself when it was asked to and does not, and says so', async () => {
  const stuck = await run(`await runMain('desk', async ({ signal }) => {
    setInterval(() => {}, 1000); console.log('up'); await aborted(signal); await new Promise(() => {}); }, { endMsMax: 50 });`);
  await once(stuck.stdout!, 'data');
  stuck.kill('SIGTERM');
  expect(await once(stuck, 'close')).toEqual([1, null]);
  expect(stuck.output()).toContain(
    'desk: had not ended 0.05 s after it was asked to and was cut off; still open: ',
  );
  expect(stuck.output()).toContain('Timeout');
});

it('does not wait for what a library left open once it was asked to end', async () => {
  const left = await waiting(`setInterval(() => {}, 1000); console.log('down')`);
  await once(left.stdout!, 'data');
  left.kill('SIGTERM');
  expect(await once(left, 'close')).toEqual([0, null]);
  expect(left.output()).toBe('up\ndown\n');
});
