import { readFile } from 'node:fs/promises';
import { InvalidMappingError } from './errors.ts';
import { parseMapping, type Mapping } from './mapping.ts';

const reasonOf = (cause: unknown): string => {
  if (cause instanceof SyntaxError) return `it is not JSON: ${cause.message}`;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  return cause instanceof Error ? cause.message : String(cause);
};

const parseJson = (text: string): unknown => JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);

/** Reads and checks a mapping file. Not pure: reads the file. @throws InvalidMappingError with every fault */
export const readMapping = async (file: string): Promise<Mapping> => {
  let value: unknown;
  try {
    value = parseJson(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new InvalidMappingError([`${file}: ${reasonOf(cause)}`], { cause });
  }
  return parseMapping(value);
};
