import { access, constants, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** The folder cannot be made, read or written. */
export class HomeUnusableError extends Error {
  override readonly name = 'HomeUnusableError';
  readonly path: string;
  constructor(path: string, options: { readonly cause: unknown }) {
    const { cause } = options;
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    super(
      `the home ${path} cannot be used (${code}): name a folder that can be written with --home`,
      options,
    );
    this.path = path;
  }
}

/** The folder in which a desk keeps everything it owns: ledger, read models, keys, mails. */
export interface Home {
  /** Absolute. */
  readonly path: string;
  /** The path of something in it. */
  file(...names: string[]): string;
}

/** Makes the folder where it is not there, for its owner alone, and checks that it can be written. @throws HomeUnusableError */
export const openHome = async (folder: string): Promise<Home> => {
  const path = resolve(folder);
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new HomeUnusableError(path, { cause });
  }
  return { path, file: (...names) => join(path, ...names) };
};
