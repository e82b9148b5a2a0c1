import { open, type FileHandle } from 'node:fs/promises';

/** Whether a system call failed with `code`. Pure. */
export const hasCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

/** Resolves to `undefined` when the file is not there; every other fault is thrown. */
export const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work;
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};

/** Opens a file for the time of `use`. */
export const withFile = async <T>(
  path: string,
  flags: string,
  use: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const file = await open(path, flags);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
};

/** Makes the names in a folder durable: a file that was flushed can still lose its name to a power cut. */
export const syncFolder = (path: string): Promise<void> =>
  // Windows keeps no handle on a folder that could be flushed.
  process.platform === 'win32' ? Promise.resolve() : withFile(path, 'r', (folder) => folder.sync());
