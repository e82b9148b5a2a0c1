import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { csvLine, RecordReader, writeTextFile } from '../src/index.ts';
import { openFiles, type Files } from './support/files.ts';

let files: Files;
beforeEach(() => {
  files = openFiles();
});
afterEach(() => files.close());

describe('a text file', () => {
  it('is written whole, and packed when its name says so', async () => {
    const long = 'äöü\n'.repeat(100_000);
    await writeTextFile(files.path('a.txt'), (output) => output.write(long));
    await writeTextFile(files.path('a.txt.gz'), (output) => output.write(long));
    expect(readFileSync(files.path('a.txt'), 'utf8')).toBe(long);
    expect(gunzipSync(readFileSync(files.path('a.txt.gz'))).toString()).toBe(long);
  });

  it.each(['a.txt', 'a.txt.gz'])('is not there, nor beside, when %s fails at any moment', async (name) => {
    files.write(name, 'an older one');
    for (const pieces of [0, 1, 40]) {
      const writing = writeTextFile(files.path(name), async (output) => {
        for (let piece = 0; piece < pieces; piece += 1) await output.write('x'.repeat(100_000));
        throw new Error('failed by a test');
      });
      await expect(writing).rejects.toThrow('failed by a test');
      expect(readdirSync(files.folder)).toEqual([name]);
    }
    expect(readFileSync(files.path(name), 'utf8')).toBe('an older one');
  });

  it('is not written where there is no folder', async () => {
    const writing = writeTextFile(files.path('no/such/a.txt'), (output) => output.write('a'));
    await expect(writing).rejects.toThrow('ENOENT');
  });
});

describe('a record of CSV', () => {
  it('is read as it was written', () => {
    const fields = ['plain', '', 'a,b', 'say "so"', 'two\nlines', ' blank '];
    const reader = new RecordReader(',');
    const lines = csvLine(fields).trimEnd().split('\n');
    expect([...reader.read(lines), ...reader.end()]).toEqual([{ line: 1, fields }]);
  });
});
