import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generateKeys, loadOrCreateSigner, loadSigner } from '../src/index.ts';
import { testFolder } from './support/folder.ts';
import { secretOf } from './support/secret.ts';

const keyPath = async (): Promise<string> => join(await testFolder(), 'keys', 'desk.key');

describe('a key file', () => {
  it('is made on first use, for its owner alone, and used from then on', async () => {
    const path = await keyPath();
    expect(await loadSigner(path, 'example.com/desk')).toBeUndefined();
    const first = await loadOrCreateSigner(path, 'example.com/desk');
    const second = await loadOrCreateSigner(path, 'example.com/desk');
    expect(second.verifier.verifierKey).toBe(first.verifier.verifierKey);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(path))).mode & 0o777).toBe(0o700);
    expect(await readFile(path, 'utf8')).toMatch(/^PRIVATE\+KEY\+example\.com\/desk\+/);
    expect(await readdir(dirname(path))).toEqual(['desk.key']);
  });

  it('is the same for all who begin at once', async () => {
    const path = await keyPath();
    const signers = await Promise.all(
      ['a', 'b', 'c'].map(async () => {
        const signer = await loadOrCreateSigner(path, 'example.com/desk');
        return signer.verifier.verifierKey;
      }),
    );
    expect(new Set(signers).size).toBe(1);
  });

  it('is refused when others may read it', async () => {
    const path = await keyPath();
    await loadOrCreateSigner(path, 'a');
    await chmod(path, 0o640);
    await expect(loadOrCreateSigner(path, 'a')).rejects.toThrow(
      /others may read or write it \(mode 640\); set mode 600/,
    );
  });

  it('is refused when its key has another name, and never overwritten', async () => {
    const path = await keyPath();
    await loadOrCreateSigner(path, 'a');
    await expect(loadOrCreateSigner(path, 'b')).rejects.toThrow(/its key is named a, not b/);
    expect((await loadOrCreateSigner(path, 'a')).name).toBe('a');
  });

  it('is refused when it holds no key, without a word of what it holds', async () => {
    const path = await keyPath();
    await loadOrCreateSigner(path, 'a');
    const secret = generateKeys('a').signerKey.slice(0, -3);
    await writeFile(path, secret);
    const refused = await loadOrCreateSigner(path, 'a').catch((error: unknown) => error as Error);
    expect(refused).toMatchObject({
      name: 'KeyFileError',
      message: expect.stringMatching(/holds no signer key/) as string,
    });
    expect(String((refused as Error).cause)).not.toContain(secretOf(secret));
  });
});
