import { firstBytes, readBytes, startsWith, type ReadOptions } from '../bytes.ts';
import { LogFormatError } from '../errors.ts';

/** Longer lines are no log: the file is something else. In UTF-16 units. */
const lineLengthMax = 4 * 1024 * 1024;

const withoutEnd = (line: string): string => (line.endsWith('\r') ? line.slice(0, -1) : line);

/**
 * The lines of a UTF-8 file, packed with gzip or not, in batches, without their ends (`\n` or `\r\n`) and without a byte-order mark.
 * Holds one chunk of the file at a time. Not pure: reads the file. @throws LogFormatError, and the signal's reason
 */
export async function* readLines(file: string, options: ReadOptions = {}): AsyncGenerator<readonly string[]> {
  const start = await firstBytes(file, 2);
  if (startsWith(start, 0xff, 0xfe) || startsWith(start, 0xfe, 0xff))
    throw new LogFormatError(file, 'it is UTF-16 text; save it as UTF-8');
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of readBytes(file, options)) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    if (rest.length > lineLengthMax)
      throw new LogFormatError(file, 'it holds a line of several million characters');
    yield lines.map(withoutEnd);
  }
  const last = rest + decoder.decode();
  if (last !== '') yield [withoutEnd(last)];
}
