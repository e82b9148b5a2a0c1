import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { UnreadableLogError } from './errors.ts';

export interface LinesOptions {
  /** Called as the file is read, with bytes of it. */
  readonly onBytes?: (read: number, total: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Longer lines are no log: the file is something else. In UTF-16 units. */
const lineLengthMax = 4 * 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'it may not be read',
  EISDIR: 'it is a folder',
  Z_BUF_ERROR: 'its end is missing',
  Z_DATA_ERROR: 'its compressed data is damaged',
};

const unreadable = (file: string, cause: unknown): UnreadableLogError => {
  if (cause instanceof UnreadableLogError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new UnreadableLogError(
    file,
    reasons[code] ?? (cause instanceof Error ? cause.message : String(cause)),
    { cause },
  );
};

const startOf = async (file: string): Promise<Uint8Array> => {
  const handle = await open(file);
  try {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(2), 0, 2, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
};

const starts = (bytes: Uint8Array, ...expected: number[]): boolean =>
  expected.every((byte, index) => bytes[index] === byte);

/** The file's bytes, unpacked when its first bytes say that it is packed, whatever its name. */
const unpacked = async (file: string, { onBytes, signal }: LinesOptions): Promise<Readable> => {
  const start = await startOf(file);
  const { size } = await stat(file);
  if (starts(start, 0xff, 0xfe) || starts(start, 0xfe, 0xff))
    throw new UnreadableLogError(file, 'it is UTF-16 text; save it as UTF-8');
  const raw = createReadStream(file, { signal, highWaterMark: 256 * 1024 });
  if (onBytes) raw.on('data', () => onBytes(raw.bytesRead, size));
  if (!starts(start, 0x1f, 0x8b)) return raw;
  const packed = createGunzip({ chunkSize: 256 * 1024 });
  raw.on('error', (error) => packed.destroy(error));
  packed.on('close', () => raw.destroy());
  return raw.pipe(packed);
};

/**
 * The lines of a UTF-8 file, packed with gzip or not, in batches, without their ends (`\n` or `\r\n`) and without a byte-order mark.
 * Holds one chunk of the file at a time. Not pure: reads the file. @throws UnreadableLogError
 */
export async function* readLines(
  file: string,
  options: LinesOptions = {},
): AsyncGenerator<readonly string[]> {
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for await (const chunk of await unpacked(file, options)) {
      const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
      rest = lines.pop()!;
      if (rest.length > lineLengthMax)
        throw new UnreadableLogError(file, 'it holds a line of several million characters');
      yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw unreadable(file, error);
  }
  const last = rest + decoder.decode();
  if (last !== '') yield [last.endsWith('\r') ? last.slice(0, -1) : last];
}
