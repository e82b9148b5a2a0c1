import { createPrivateKey, generateKeyPairSync, randomBytes, type KeyObject } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A key's file holds something that is no Ed25519 private key; it is left as it is. */
export class SigningKeyFileError extends Error {
  override readonly name = 'SigningKeyFileError';
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} holds no Ed25519 private key: remove it to have a new one made`, options);
    this.path = path;
  }
}

const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const parse = (path: string, pem: string): KeyObject => {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // What the parser says might quote the file.
    throw new SigningKeyFileError(path);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new SigningKeyFileError(path);
  return key;
};

const read = async (path: string): Promise<KeyObject | undefined> => {
  let pem: string;
  try {
    pem = await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return parse(path, pem);
};

/** Written aside and linked into place, so that it appears whole or not at all, and a second process finds the first one's. */
const create = async (path: string): Promise<void> => {
  const { privateKey } = generateKeyPairSync('ed25519');
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const aside = `${path}.${randomBytes(8).toString('hex')}`;
  await writeFile(aside, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
  try {
    await link(aside, path);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside);
  }
};

/**
 * The Ed25519 private key kept at `path` (PKCS #8, PEM), made on first use, readable by its owner alone.
 * @throws SigningKeyFileError, and the file system's own errors.
 */
export const signingKeyAt = async (path: string): Promise<KeyObject> => {
  const known = await read(path);
  if (known) return known;
  await create(path);
  const made = await read(path);
  if (!made) throw new SigningKeyFileError(path);
  return made;
};
