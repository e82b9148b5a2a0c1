import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../root.ts';
import { find, members, read } from './files.ts';

interface Manifest {
  readonly name?: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly type?: string;
  readonly description?: string;
}

const manifest = async (folder: string) => JSON.parse(await read(`${folder}/package.json`)) as Manifest;

const texts = [
  '**/*.{ts,js,mjs,json,md,yaml,yml,html,css,sh}',
  '.ci/*',
  '.*.json',
  'Dockerfile*',
  'LICENSE',
  'NOTICE',
];

// Put together from parts, so that this file does not name what it forbids.
const places = ['work', 'root', 'tmp', 'Users', 'home'].map((name) => `(?<![\\w.~)}\\]-])/${name}/\\w`);
const hosts = ['npmjs', 'debian', 'nuget'].map((name) => `\\b${name}\\.(?:org|com)\\b`);
const machine = RegExp([...places, ...hosts].join('|'));

/** The lines of a text that name a place of one machine or the host of a package registry. */
const machineNames = (text: string): number[] =>
  text.split('\n').flatMap((line, index) => (machine.test(line) ? [index + 1] : []));

describe('every package and service', () => {
  it.each(members())('%s has a README of its own, a description and exports that exist', async (folder) => {
    expect(existsSync(resolve(root, folder, 'README.md')), `${folder}/README.md`).toBe(true);
    const { exports = {}, type, description } = await manifest(folder);
    expect(type).toBe('module');
    expect(description).toMatch(/\w/);
    expect(Object.keys(exports)).toContain('.');
    for (const target of Object.values(exports))
      expect(existsSync(resolve(root, folder, target)), target).toBe(true);
  });

  it.each(members())('%s is named by its folder', async (folder) => {
    expect((await manifest(folder)).name).toBe(`@caselog/${folder.split('/')[1]}`);
  });
});

describe('no file', () => {
  it('names a path of one machine or the host of a registry', async () => {
    const files = find(texts).filter((path) => !path.startsWith('pnpm-lock'));
    const named = await Promise.all(
      files.map(async (path) => machineNames(await read(path)).map((line) => `${path}:${line}`)),
    );
    expect(files.length).toBeGreaterThan(0);
    expect(named.flat()).toEqual([]);
  });
});

describe('a name of one machine', () => {
  const slash = (name: string) => `/${name}`;

  it.each([
    [`cd ${slash('work')}/main`, [1]],
    [`a\n"${slash('tmp')}/x"`, [2]],
    [`see https://registry${['', 'npmjs', 'org'].join('.')}/zod`, [1]],
    [`${slash('workers')}/1 and packages/work/src and $base${slash('tmp')}/x`, []],
  ])('in %j is found on lines %j', (text, lines) => {
    expect(machineNames(text)).toEqual(lines);
  });
});

describe('the documents', () => {
  const links = (text: string) =>
    [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)].flatMap(([, target]) => target ?? []);
  const folders = (text: string) =>
    [...text.matchAll(/`((?:packages|services|infra|docs|test)\/[\w./-]*)`/g)].flatMap(
      ([, path]) => path ?? [],
    );

  it.each(find(['**/*.md']))('%s link to files that exist', async (path) => {
    const missing = links(await read(path)).filter((link) => !existsSync(resolve(root, dirname(path), link)));
    expect(missing).toEqual([]);
  });

  it.each(['README.md', 'CONTRIBUTING.md'])('%s names folders that exist', async (path) => {
    const missing = folders(await read(path)).filter((folder) => !existsSync(resolve(root, folder)));
    expect(missing).toEqual([]);
  });
});

describe('the runtime', () => {
  it('is the Node that the project installs, here and in what we start', async () => {
    const installed = JSON.parse(await read('node_modules/node/package.json')) as { version: string };
    const child = execFileSync('node', ['--version'], { encoding: 'utf8' }).trim();
    expect(process.version).toBe(`v${installed.version}`);
    expect(child).toBe(process.version);
  });
});

describe('a source file', () => {
  it('is rarely longer than 250 lines (a hint, not a failure)', async () => {
    const files = find(['{packages,services,test}/**/*.ts']);
    const lengths = await Promise.all(
      files.map(async (path) => ({ path, lines: (await read(path)).split('\n').length })),
    );
    const long = lengths.filter(({ lines }) => lines > 250).map(({ path, lines }) => `${lines} ${path}`);
    if (long.length > 0)
      console.info(`Over 250 lines; does each still hold one idea?\n  ${long.join('\n  ')}`);
    expect(files.length).toBeGreaterThan(0);
  });
});
