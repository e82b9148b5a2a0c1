import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { LogFormatError } from './errors.ts';

export interface ReadOptions {
  /** Called as the file is read, with bytes of it: packed ones, where it is packed. */
  readonly onBytes?: ((read: number, total: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const chunkBytes = 256 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  Z_BUF_ERROR: 'its end is missing',
  Z_DATA_ERROR: 'its compressed data is damaged',
};

/** What went wrong with a file, as one of ours. Pure. */
export const unreadable = (file: string, cause: unknown, place?: string): LogFormatError => {
  if (cause instanceof LogFormatError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const reason = reasons[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new LogFormatError(file, reason, place, { cause });
};

/** The first bytes of a file as they stand in it. @throws LogFormatError */
export const firstBytes = async (file: string, count: number): Promise<Uint8Array> => {
  try {
    const handle = await open(file);
    try {
      const { bytesRead, buffer } = await handle.read(new Uint8Array(count), 0, count, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw unreadable(file, error);
  }
};

/** Whether bytes begin with others. Pure. */
export const startsWith = (bytes: Uint8Array, ...expected: readonly number[]): boolean =>
  expected.every((byte, index) => bytes[index] === byte);

const opened = async (file: string, { onBytes, signal }: ReadOptions): Promise<Readable> => {
  const isPacked = startsWith(await firstBytes(file, 2), 0x1f, 0x8b);
  const { size } = await stat(file);
  const raw = createReadStream(file, { signal, highWaterMark: chunkBytes });
  if (onBytes) raw.on('data', () => onBytes(raw.bytesRead, size));
  if (!isPacked) return raw;
  const unpacked = createGunzip({ chunkSize: chunkBytes });
  raw.on('error', (error) => unpacked.destroy(error));
  unpacked.on('close', () => raw.destroy());
  return raw.pipe(unpacked);
};

/**
 * The bytes of a file in chunks, unpacked when its first bytes say that it is packed with gzip, whatever its name. Holds one chunk at a time.
 * Not pure: reads the file. @throws LogFormatError, and the signal's reason
 */
export async function* readBytes(file: string, options: ReadOptions = {}): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of await opened(file, options)) {
      bytes += (chunk as Uint8Array).length;
      yield chunk as Uint8Array;
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreadable(file, error, bytes === 0 ? undefined : `after ${bytes} bytes`);
  }
}
