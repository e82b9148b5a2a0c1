import { readFile } from 'node:fs/promises';
import { UsageError } from '@caselog/process';
import { createVerifier, EvidenceError } from '@caselog/tamper-evidence';

/** Collects an option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'it may not be read',
};

/** The text of a file that a person named. @throws UsageError */
export const readNamed = async (path: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    throw new UsageError(`${path} cannot be read: ${reasons[code] ?? code}`, { cause });
  }
};

const checkedKey = (text: string, given: string): string => {
  try {
    return createVerifier(text).verifierKey;
  } catch (cause) {
    if (!(cause instanceof EvidenceError)) throw cause;
    throw new UsageError(`${JSON.stringify(given)} is no verifier key: ${cause.message}`, { cause });
  }
};

/** A verifier key: written as it is (`name+id+key`), or in a file. @throws UsageError */
export const verifierKeyOf = async (given: string): Promise<string> => {
  const isKey = /^[^\s+]+\+[0-9a-f]{8}\+/.test(given);
  return checkedKey(isKey ? given : (await readNamed(given)).trim(), given);
};
