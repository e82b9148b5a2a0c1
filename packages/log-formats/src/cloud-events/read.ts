import type { ReadOptions } from '../bytes.ts';
import { readLines } from '../csv/lines.ts';

/** One line of an NDJSON file: an object, or why there is none. Lines count from 1. */
export type JsonLine =
  | { readonly line: number; readonly value: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string };

const parsed = (text: string, line: number): JsonLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Why quotes what stands there, which may be about people.
    return { line, problem: 'it is not JSON' };
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? { line, value: value as Readonly<Record<string, unknown>> }
    : { line, problem: 'it is no JSON object' };
};

/**
 * The objects of an NDJSON file, packed with gzip or not, in batches; empty lines are passed over. Holds one piece of the file at a time. Not
 * pure: reads the file. @throws LogFormatError, and the signal's reason
 */
export async function* readJsonLines(
  file: string,
  options: ReadOptions = {},
): AsyncGenerator<readonly JsonLine[]> {
  let line = 0;
  for await (const lines of readLines(file, options)) {
    const batch: JsonLine[] = [];
    for (const text of lines) {
      line += 1;
      if (text.includes('\uFFFD')) batch.push({ line, problem: 'it is not UTF-8 text' });
      else if (text.trim() !== '') batch.push(parsed(text, line));
    }
    yield batch;
  }
}
