import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openReadModels, type OpenReadModelsOptions, type ReadModels } from '../../src/index.ts';

/** One database of read models to test on. */
export interface TestDatabase extends AsyncDisposable {
  /** A handle of its own, as another process has one. */
  open(): Promise<ReadModels>;
}

/** Handles on the database at an address; all closed when disposed of. */
export const testDatabase = (
  address: OpenReadModelsOptions,
  clean: () => void = () => undefined,
): TestDatabase => {
  const opened: ReadModels[] = [];
  return {
    async open() {
      const db = await openReadModels(address);
      opened.push(db);
      return db;
    },
    async [Symbol.asyncDispose]() {
      for (const db of opened) await db.destroy();
      clean();
    },
  };
};

/** A SQLite file in a folder of its own. */
export const sqliteDatabase = (): TestDatabase => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-read-models-'));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  return testDatabase({ path: join(folder, 'read-models.sqlite') }, clean);
};
