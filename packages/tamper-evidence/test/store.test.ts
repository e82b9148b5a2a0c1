import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileStore, createMemoryStore, type LogStore } from '../src/index.ts';
import { testFolder } from './support/folder.ts';

const stores: [string, () => Promise<LogStore>][] = [
  ['in memory', () => Promise.resolve(createMemoryStore())],
  ['in a folder', async () => createFileStore(join(await testFolder(), 'log'))],
];

const note = (size: number): string => `example.com/desk\n${size}\nAAAA\n\n— example.com/desk AAAAAAA=\n`;

describe.each(stores)('a store %s', (_name, create) => {
  it('gives back what was written, and nothing for what was not', async () => {
    const store = await create();
    const tile = Buffer.from('bytes');
    await store.write([
      { path: 'tile/0/x001/000', bytes: tile },
      { path: 'tile/1/000.p/1', bytes: tile },
    ]);
    expect(Buffer.from((await store.read('tile/0/x001/000')) as Uint8Array)).toEqual(tile);
    expect(await store.has('tile/1/000.p/1')).toBe(true);
    expect(await store.read('tile/1/000')).toBeUndefined();
    expect(await store.has('tile/1/000')).toBe(false);
    expect(await store.read('tile/1/000.p/1/2')).toBeUndefined();
  });

  it('replaces a file and removes a folder', async () => {
    const store = await create();
    await store.write([{ path: 'tile/0/000.p/1', bytes: Buffer.from('old') }]);
    await store.write([{ path: 'tile/0/000.p/1', bytes: Buffer.from('new') }]);
    expect(Buffer.from((await store.read('tile/0/000.p/1')) as Uint8Array).toString()).toBe('new');
    await store.remove('tile/0/000.p');
    await store.remove('tile/0/000.p');
    expect(await store.has('tile/0/000.p/1')).toBe(false);
  });

  it('keeps every checkpoint, and shows the last', async () => {
    const store = await create();
    expect(await store.checkpoints()).toEqual([]);
    for (const size of [1, 2, 3]) await store.addCheckpoint(note(size));
    expect(await store.checkpoints()).toEqual([note(1), note(2), note(3)]);
    expect(Buffer.from((await store.read('checkpoint')) as Uint8Array).toString()).toBe(note(3));
  });
});

describe('a store in a folder', () => {
  it('drops what a crash left of the last checkpoint, and goes on behind the whole ones', async () => {
    const folder = await testFolder();
    await createFileStore(folder).addCheckpoint(note(1));
    for (const torn of ['example.com/desk\n2', note(2).slice(0, -1), note(2).slice(0, 40), '\ufffd\u0000']) {
      await writeFile(join(folder, 'checkpoints'), `${note(1)}\n${torn}`);
      expect(await createFileStore(folder).checkpoints()).toEqual([note(1)]);
    }
    await createFileStore(folder).addCheckpoint(note(3));
    expect(await createFileStore(folder).checkpoints()).toEqual([note(1), note(3)]);
    expect(await readFile(join(folder, 'checkpoints'), 'utf8')).toBe(`${note(1)}\n${note(3)}\n`);
  });

  it('goes on when the file of checkpoints changed below it', async () => {
    const folder = await testFolder();
    const store = createFileStore(folder);
    await store.addCheckpoint(note(1));
    await writeFile(join(folder, 'checkpoints'), `${note(1)}\n${note(2)}\n`);
    await store.addCheckpoint(note(3));
    expect(await store.checkpoints()).toEqual([note(1), note(2), note(3)]);
  });

  it('leaves nothing aside', async () => {
    const folder = await testFolder();
    const store = createFileStore(folder);
    await store.write([{ path: 'tile/0/000.p/1', bytes: Buffer.from('x') }]);
    await store.addCheckpoint(note(1));
    expect(await readdir(join(folder, '.tmp'))).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['.tmp', 'checkpoint', 'checkpoints', 'tile']);
  });

  it.each(['../outside', 'tile/../../outside', '.', ''])('never touches %j', async (path) => {
    const store = createFileStore(await testFolder());
    await expect(store.write([{ path, bytes: Buffer.from('x') }])).rejects.toThrow(/is no file of a log/);
  });

  it('tells any other fault than a missing file', async () => {
    const store = createFileStore(await testFolder());
    await store.write([{ path: 'tile/0/000', bytes: Buffer.from('x') }]);
    await expect(store.read('tile/0')).rejects.toThrow(/EISDIR/);
    await expect(store.write([{ path: 'tile/0', bytes: Buffer.from('x') }])).rejects.toThrow(/tile\/0/);
  });
});
