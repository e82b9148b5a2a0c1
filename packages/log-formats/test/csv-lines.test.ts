import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFormatError } from '../src/index.ts';
import { readLines } from '../src/csv/lines.ts';
import { openFiles, type Files } from './support/files.ts';

let files: Files;
beforeEach(() => {
  files = openFiles();
});
afterEach(() => files.close());

const linesOf = async (content: string | Uint8Array): Promise<readonly string[]> =>
  (await Array.fromAsync(readLines(files.write('file', content)))).flat();

describe('the lines of a file', () => {
  it('are read without their ends, with or without one at the end of the file', async () => {
    expect(await linesOf('a\r\nb\nc')).toEqual(['a', 'b', 'c']);
    expect(await linesOf('a\nb\n')).toEqual(['a', 'b']);
  });

  it('are read without a byte-order mark', async () => {
    expect(await linesOf('\uFEFFa\nb')).toEqual(['a', 'b']);
  });

  it('are unpacked by what the file holds, not by its name', async () => {
    expect(await linesOf(gzipSync('é\nb\n'))).toEqual(['é', 'b']);
  });

  it('join where a chunk of the file ends in the middle of a line or of a character', async () => {
    const text = Array.from({ length: 60_000 }, (_, index) => `${index} äöü€😀`);
    expect(await linesOf(text.join('\n'))).toEqual(text);
  });

  const packed = gzipSync('a,b\n'.repeat(10_000));
  it.each([
    ['a packed file without its end', packed.subarray(0, 60), 'its end is missing'],
    ['a damaged packed file', Buffer.concat([packed.subarray(0, 12), Buffer.alloc(40, 7)]), 'damaged'],
    ['UTF-16', Buffer.from('\uFEFFa,b', 'utf16le'), 'it is UTF-16 text; save it as UTF-8'],
    ['no text at all', Buffer.alloc(10_000_000, 65), 'a line of several million characters'],
  ])('cannot be read of %s', async (_, content, reason) => {
    const reading = linesOf(content);
    await expect(reading).rejects.toThrow(LogFormatError);
    await expect(reading).rejects.toThrow(reason);
  });

  it('cannot be read of a file that is not there, nor of a folder', async () => {
    await expect(Array.fromAsync(readLines(`${files.folder}/none`))).rejects.toThrow('there is no such file');
    await expect(Array.fromAsync(readLines(files.folder))).rejects.toThrow('it is a folder');
  });
});
