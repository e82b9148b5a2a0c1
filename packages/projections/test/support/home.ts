import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadModels, type ReadModels } from '../../src/index.ts';

export interface TemporaryReadModels extends AsyncDisposable {
  readonly path: string;
  /** A handle of its own on the same file. */
  open(): Promise<ReadModels>;
}

/** Read models in a folder of their own; gone, with every handle, when disposed of. */
export const temporaryReadModels = (): TemporaryReadModels => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-read-models-'));
  const path = join(folder, 'read-models.sqlite');
  const opened: ReadModels[] = [];
  return {
    path,
    async open() {
      const db = await openReadModels({ path });
      opened.push(db);
      return db;
    },
    async [Symbol.asyncDispose]() {
      for (const db of opened) await db.destroy();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
