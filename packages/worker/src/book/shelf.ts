import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { QuarantineStore } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import { openWorkerBook, type WorkerBook } from './book.ts';

/** The lanes that stand still in several books, as a person decides on them. */
export interface Shelf extends Pick<QuarantineStore, 'list' | 'get' | 'release' | 'skip' | 'skipped'> {
  close(): Promise<void>;
}

/** Where the books of a home's workers lie, one file a worker. Pure. */
export const shelfOf = (home: string): string => join(home, 'workers');

const bookFiles = async (folder: string): Promise<readonly string[]> => {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.sqlite')).toSorted();
};

const openAll = async (folder: string, env: Env): Promise<readonly WorkerBook[]> => {
  const books: WorkerBook[] = [];
  for (const name of await bookFiles(folder)) books.push(await openWorkerBook(join(folder, name), env));
  return books;
};

/** Opens the quarantines of all books in a folder, beside the workers that are at work with them: a released lane is noticed there. */
export const openShelf = async (folder: string, env: Env): Promise<Shelf> => {
  const books = await openAll(folder, env);
  const stores = books.map(({ quarantine }) => quarantine);
  const holding = async (reader: string, stream: string): Promise<QuarantineStore | undefined> => {
    for (const store of stores) if (await store.get(reader, stream)) return store;
    return undefined;
  };
  return {
    async list(reader) {
      const lanes = (await Promise.all(stores.map((store) => store.list(reader)))).flat();
      return lanes.toSorted((a, b) => (a.since < b.since ? -1 : 1));
    },
    get: async (reader, stream) => (await holding(reader, stream))?.get(reader, stream),
    release: async (reader, stream) =>
      (await (await holding(reader, stream))?.release(reader, stream)) ?? false,
    skip: async (reader, stream, revision, decision) =>
      (await (await holding(reader, stream))?.skip(reader, stream, revision, decision)) ?? false,
    async skipped(reader) {
      const events = (await Promise.all(stores.map((store) => store.skipped(reader)))).flat();
      return events.toSorted((a, b) => (a.at < b.at ? -1 : 1));
    },
    async close() {
      await Promise.all(books.map((book) => book.close()));
    },
  };
};
