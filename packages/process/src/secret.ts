import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A secret's file holds something that is none of ours; it is left as it is. */
export class SecretFileError extends Error {
  override readonly name = 'SecretFileError';
  readonly path: string;
  constructor(path: string) {
    super(`${path} holds no secret: remove it to have a new one made`);
    this.path = path;
  }
}

const secretPattern = /^[\w-]{43,}$/;
const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const read = async (path: string): Promise<string | undefined> => {
  try {
    const secret = (await readFile(path, 'utf8')).trim();
    if (!secretPattern.test(secret)) throw new SecretFileError(path);
    return secret;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

/** Written aside and linked into place, so that it appears whole or not at all, and a second process finds the first one's. */
const create = async (path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(8).toString('hex')}`;
  await writeFile(aside, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside);
  }
};

/**
 * The secret kept in the file at `path` (base64url, 256 bits from the system's own source), made on first use, readable by its
 * owner alone. @throws SecretFileError, and the file system's own errors.
 */
export const secretAt = async (path: string): Promise<string> => {
  const known = await read(path);
  if (known !== undefined) return known;
  await create(path);
  const made = await read(path);
  if (made === undefined) throw new SecretFileError(path);
  return made;
};
