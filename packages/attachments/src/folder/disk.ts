import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StoredFile } from '../port.ts';
import type { Paths } from './paths.ts';

/** What the file system says of something that is not there. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
};

/** A rename is durable once its folder is. */
const syncFolder = async (path: string): Promise<void> => {
  await using folder = await open(path);
  await folder.sync();
};

/** Puts a finished file in its place: there whole, or not at all. */
export const moveInto = async (from: string, to: string): Promise<void> => {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  await syncFolder(dirname(to));
};

/** The record that a file was handed in, undefined when it was not. */
export const readRecord = async (path: string): Promise<StoredFile | undefined> => {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as StoredFile;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
};

/** Writes a record aside and moves it into place. */
export const writeRecord = async (aside: string, path: string, record: StoredFile): Promise<void> => {
  await writeFile(aside, JSON.stringify(record), { mode: 0o600, flag: 'wx', flush: true });
  await moveInto(aside, path);
};

/** The bytes a ticket's files hold together. */
export const bytesOfTicket = async (paths: Paths, ticketId: string): Promise<number> => {
  const folder = paths.ticket(ticketId);
  let bytes = 0;
  for (const name of await namesIn(folder)) bytes += (await readRecord(join(folder, name)))?.sizeBytes ?? 0;
  return bytes;
};

/** The bytes of every file that is kept, each once. */
export const bytesOfAll = async ({ blobs }: Paths): Promise<number> => {
  let bytes = 0;
  for (const shelf of await namesIn(blobs))
    for (const name of await namesIn(join(blobs, shelf)))
      bytes += (await stat(join(blobs, shelf, name))).size;
  return bytes;
};

const staleAfterMs = 3_600_000;

/** Clears what processes that died left on its way in. Another process may be at work in the folder: what is fresh stays. */
export const clearStale = async (incoming: string, nowMs: number): Promise<void> => {
  for (const name of await namesIn(incoming)) {
    const path = join(incoming, name);
    const age = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (age && nowMs - age.mtimeMs > staleAfterMs) await rm(path, { force: true });
  }
};
