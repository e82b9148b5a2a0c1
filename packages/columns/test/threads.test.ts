import { cpSync, mkdtempSync, openSync, readdirSync, rmSync, writeSync, closeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ColumnsDamagedError, foldColumns, openColumns } from '../src/index.ts';
import { synthesiseColumns } from '../testing/index.ts';
import { createKernel } from './support/counting.ts';

const module = new URL('./support/counting.ts', import.meta.url);
let folder: string;
let place: string;

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'caselog-threads-'));
  folder = join(place, 'columns');
  synthesiseColumns(folder, 24_000);
});
afterAll(() => rmSync(place, { recursive: true }));

const counted = async (from: string, threads: number): Promise<readonly number[][]> => {
  const columns = openColumns(from);
  try {
    return await foldColumns(columns, { module, createKernel, params: { slowMs: 100 }, threads });
  } finally {
    columns.close();
  }
};

const pairs = (parts: readonly number[][]): string[] =>
  parts
    .flat()
    .flatMap((ticket, at, all) => (at % 2 === 0 ? [`${ticket}: ${all[at + 1]}`] : []))
    .toSorted();

describe('A fold on several threads', () => {
  it('takes every ticket once, the second time on the thread that is warm', async () => {
    const alone = pairs(await counted(folder, 1));
    expect(alone).toHaveLength(24_000);
    for (const _ of [1, 2]) {
      const parts = await counted(folder, 2);
      expect(parts).toHaveLength(2);
      expect(pairs(parts)).toEqual(alone);
    }
  }, 60_000);

  it('tells that a file is damaged, and folds another one afterwards', async () => {
    const damaged = join(place, 'damaged');
    cpSync(folder, damaged, { recursive: true });
    const file = readdirSync(damaged).find((name) => name.endsWith('.columns'))!;
    const fd = openSync(join(damaged, file), 'r+');
    writeSync(fd, Buffer.alloc(5_000_000, 7), 0, 5_000_000, 1_000);
    closeSync(fd);
    await expect(counted(damaged, 2)).rejects.toThrow(ColumnsDamagedError);
    expect(pairs(await counted(folder, 2))).toHaveLength(24_000);
  }, 60_000);
});
