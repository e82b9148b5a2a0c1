import { checkpointPath, type LogStore, type StoredFile } from './log-store.ts';

/** A log's files in memory, for tests and for looking at a log without writing it. */
export const createMemoryStore = (): LogStore => {
  const files = new Map<string, Uint8Array>();
  const signed: string[] = [];
  const write = (all: readonly StoredFile[]): Promise<void> => {
    for (const { path, bytes } of all) files.set(path, Uint8Array.from(bytes));
    return Promise.resolve();
  };
  return {
    read: (path) => Promise.resolve(files.get(path)),
    has: (path) => Promise.resolve(files.has(path)),
    write,
    remove: (path) => {
      for (const known of files.keys())
        if (known === path || known.startsWith(`${path}/`)) files.delete(known);
      return Promise.resolve();
    },
    checkpoints: () => Promise.resolve([...signed]),
    addCheckpoint: (note) => {
      signed.push(note);
      return write([{ path: checkpointPath, bytes: Buffer.from(note) }]);
    },
  };
};
