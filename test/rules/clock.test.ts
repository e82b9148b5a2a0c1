import { describe, expect, it } from 'vitest';
import { clockReads } from './clock.ts';
import { find, read } from './files.ts';

describe('the wall clock', () => {
  it('is read nowhere in packages and services but in packages/env', async () => {
    const files = find(['{packages,services,examples}/*/{src,contract}/**/*.ts']).filter(
      (path) => !path.startsWith('packages/env/'),
    );
    const reads = await Promise.all(
      files.map(async (path) => clockReads(await read(path)).map((line) => `${path}:${line}`)),
    );
    expect(reads.flat()).toEqual([]);
  });

  it.each([
    ['new Date()', [1]],
    ['const a = 1;\nconst b = new Date;', [2]],
    ['Date()', [1]],
    ['() => [\n  new Date(0),\n  new Date() satisfies Date,\n]', [3]],
    ['new Date(env.now())', []],
    ['Date.UTC(2026, 0)', []],
    ['// new Date()', []],
    ['"new Date()"', []],
  ])('in %j is found at %j', (source, lines) => {
    expect(clockReads(source)).toEqual(lines);
  });
});
