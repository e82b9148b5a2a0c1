import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { KeyFileError } from '../errors.ts';
import { createSigner, generateKeys, type Signer } from '../note/key.ts';
import { hasCode, syncFolder } from '../store/files.ts';

const ownerOnly = 0o600;
const othersMask = 0o077;

const writeSecret = async (path: string, text: string): Promise<void> => {
  const file = await open(path, 'wx', ownerOnly);
  try {
    // The mask of the process may have taken rights away, never added any; an owner who cannot read is no use.
    await file.chmod(ownerOnly);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
};

let created = 0;

/** Puts a whole file at `path` unless there is one: of two processes that begin together one wins and both use its key. */
const createOnce = async (path: string, text: string): Promise<void> => {
  const aside = `${path}.${process.pid}-${created++}.new`;
  // A crashed process may have had our id.
  await rm(aside, { force: true });
  await writeSecret(aside, text);
  try {
    await link(aside, path);
    await syncFolder(dirname(path));
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(aside);
  }
};

const readSecret = async (path: string): Promise<string | undefined> => {
  try {
    const { mode } = await stat(path);
    if ((mode & othersMask) !== 0 && process.platform !== 'win32') {
      throw new KeyFileError(
        path,
        `others may read or write it (mode ${(mode & 0o777).toString(8)}); set mode 600`,
      );
    }
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
};

const signerOf = (path: string, name: string, signerKey: string): Signer => {
  let signer: Signer;
  try {
    signer = createSigner(signerKey);
  } catch (cause) {
    throw new KeyFileError(path, 'it holds no signer key', { cause });
  }
  if (signer.name !== name) throw new KeyFileError(path, `its key is named ${signer.name}, not ${name}`);
  return signer;
};

/** The signer kept in the file at `path`, or `undefined` when there is no such file. @throws KeyFileError */
export const loadSigner = async (path: string, name: string): Promise<Signer | undefined> => {
  const signerKey = await readSecret(path);
  return signerKey === undefined ? undefined : signerOf(path, name, signerKey);
};

/**
 * The signer kept in the file at `path`; on first use a key named `name` is generated into it, readable by the owner alone (mode 600).
 * @throws KeyFileError when others may read the file, or it holds no key of that name.
 */
export const loadOrCreateSigner = async (path: string, name: string): Promise<Signer> => {
  const known = await loadSigner(path, name);
  if (known !== undefined) return known;
  const folder = dirname(path);
  if ((await mkdir(folder, { recursive: true })) !== undefined) await chmod(folder, 0o700);
  await createOnce(path, `${generateKeys(name).signerKey}\n`);
  return (await loadSigner(path, name)) as Signer;
};
