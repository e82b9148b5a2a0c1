import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { systemEnv } from '@caselog/env';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { openFolderAttachments, type AttachmentLimits, type Attachments } from '../src/index.ts';

const ticket = '0198f3a0-0000-7000-8000-000000000001';
const other = '0198f3a0-0000-7000-8000-000000000002';
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const text = (words: string): Buffer => Buffer.from(words);

async function* inChunks(content: Uint8Array, size = 7): AsyncIterable<Uint8Array> {
  for (let at = 0; at < content.length; at += size) yield content.subarray(at, at + size);
}

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const opened = async (
  limits: Partial<AttachmentLimits> = {},
): Promise<{ files: Attachments; folder: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'caselog-attachments-'));
  folders.push(folder);
  return { folder, files: await openFolderAttachments({ folder, env: systemEnv, limits }) };
};
/** Every file below the folder. */
const kept = async (folder: string): Promise<readonly string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};
const contentOf = async (files: Attachments, digest: string): Promise<Buffer> =>
  buffer(await files.read(ticket, digest));

describe('Attachments in a folder', () => {
  it('give back every text as it came, under its SHA-256', async () => {
    const { files } = await opened({ ticketBytesMax: 1e9 });
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1, unit: 'grapheme' }), async (words) => {
        const content = text(`log: ${words.replaceAll(/[\p{Cc}\uFFFE\uFFFF]/gu, ' ')}`);
        const stored = await files.put(ticket, inChunks(content));
        expect(stored).toEqual({
          digest: createHash('sha256').update(content).digest('hex'),
          sizeBytes: content.length,
          mediaType: 'text/plain',
        });
        expect(await contentOf(files, stored.digest)).toEqual(content);
      }),
      { numRuns: 25 },
    );
  });

  it('tell what a file is by its content', async () => {
    const { files } = await opened();
    expect(await files.put(ticket, inChunks(png))).toMatchObject({ mediaType: 'image/png' });
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('Zeile 1\r\n', 'utf16le')]);
    expect(await files.put(ticket, inChunks(utf16))).toMatchObject({ mediaType: 'text/plain' });
    const page = text('<!doctype html><script>alert(1)</script>');
    expect(await files.put(ticket, inChunks(page))).toMatchObject({ mediaType: 'text/plain' });
  });

  it.each([
    [
      'a Windows program',
      Buffer.concat([Buffer.from('MZ\x90\0\x03\0\0\0'), Buffer.alloc(200)]),
      'application/x-msdownload',
    ],
    [
      'a Linux program',
      Buffer.concat([Buffer.from('\x7fELF\x02\x01\x01\0'), Buffer.alloc(200)]),
      'application/x-elf',
    ],
    ['bytes of no known kind', Buffer.from([1, 2, 3, 4, 0, 255, 254, 7]), 'no known type'],
    ['text that breaks off within a letter', Buffer.from([0x61, 0xc3]), 'no known type'],
  ])('refuse %s by name and keep nothing', async (_, content, named) => {
    const { files, folder } = await opened();
    await expect(files.put(ticket, inChunks(content))).rejects.toThrow(named);
    expect(await kept(folder)).toEqual([]);
  });

  it('take a file of the largest size and none that is a byte longer', async () => {
    const { files, folder } = await opened({ fileBytesMax: 1_000 });
    await expect(files.put(ticket, inChunks(Buffer.alloc(1_001, 'a'), 100))).rejects.toThrow('1000 bytes');
    expect(await kept(folder)).toEqual([]);
    expect(await files.put(ticket, inChunks(Buffer.alloc(1_000, 'a'), 100))).toMatchObject({
      sizeBytes: 1_000,
    });
  });

  it('keep nothing of an empty file, or of one whose way was cut', async () => {
    const { files, folder } = await opened();
    await expect(files.put(ticket, inChunks(Buffer.alloc(0)))).rejects.toThrow('empty');
    const cut = async function* (): AsyncIterable<Uint8Array> {
      yield text('the first half');
      throw new Error('the line went dead');
    };
    await expect(files.put(ticket, cut())).rejects.toThrow('the line went dead');
    expect(await kept(folder)).toEqual([]);
  });

  it('keep the same content once, however many hand it in at the same time', async () => {
    const { files, folder } = await opened();
    const content = text('the same log');
    const [one, ...rest] = await Promise.all(
      [ticket, other, ticket, other].map((id) => files.put(id, inChunks(content))),
    );
    for (const each of rest) expect(each).toEqual(one);
    expect((await kept(folder)).toSorted()).toEqual(
      [one!.digest, `${one!.digest}.json`, `${one!.digest}.json`].toSorted(),
    );
  });

  it('show a file to nobody who comes by another ticket', async () => {
    const { files } = await opened();
    const { digest } = await files.put(ticket, inChunks(text('between us')));
    expect(await files.find(other, digest)).toBeUndefined();
    await expect(files.read(other, digest)).rejects.toThrow('no file');
    await expect(files.read(ticket, '0'.repeat(64))).rejects.toThrow('no file');
    await expect(files.find('../../etc', digest)).rejects.toThrow('a ticket must be');
    await expect(files.find(ticket, '../secret')).rejects.toThrow('a digest must be');
    await expect(files.put('..', inChunks(text('x')))).rejects.toThrow('a ticket must be');
  });

  it('hold to the room of a ticket and of all, also when uploads race', async () => {
    const { files, folder } = await opened({ ticketBytesMax: 100, totalBytesMax: 150 });
    const put = (id: string, letter: string) => files.put(id, inChunks(Buffer.alloc(60, letter)));
    const raced = await Promise.allSettled(['a', 'b', 'c'].map((letter) => put(ticket, letter)));
    expect(raced.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await put(other, 'd');
    const third = '0198f3a0-0000-7000-8000-000000000003';
    await expect(put(third, 'e')).rejects.toThrow('150 bytes in all');
    // What others brought takes no more room.
    expect(await put(third, 'd')).toMatchObject({ sizeBytes: 60 });
    const again = await openFolderAttachments({ folder, env: systemEnv, limits: { totalBytesMax: 150 } });
    await expect(again.put(third, inChunks(Buffer.alloc(60, 'f')))).rejects.toThrow('150 bytes in all');
  });

  it('clear what a process that died left on its way in, and leave what is fresh', async () => {
    const { folder } = await opened();
    const [stale, fresh] = ['stale', 'fresh'].map((name) => join(folder, 'incoming', name)) as [
      string,
      string,
    ];
    for (const path of [stale, fresh]) await writeFile(path, 'half');
    const longAgo = new Date(systemEnv.now() - 7_200_000);
    await utimes(stale, longAgo, longAgo);
    await openFolderAttachments({ folder, env: systemEnv });
    expect(await kept(folder)).toEqual(['fresh']);
  });
});
