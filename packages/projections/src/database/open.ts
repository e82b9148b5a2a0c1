import { openDatabase, type DatabaseAddress, type DatabaseOptions } from '@caselog/database';
import { readModelProjections } from '../read-models.ts';
import { createMissingTables } from '../runner/catalogue.ts';
import type { ReadModels, ReadModelTables } from './schema.ts';

export type OpenReadModelsOptions = DatabaseAddress & Omit<DatabaseOptions, 'durability'>;

/** The read models' file inside a desk's home. */
export const readModelsFile = 'read-models.sqlite';

/**
 * Opens the read models and makes the tables that are missing, so that a reader may come before the first projector; it never
 * changes one that is there. What can be rebuilt from the ledger may lose its last commits in a power cut, never its soundness: position
 * and effect go together either way. Close with `destroy()`. @throws DatabaseUnavailableError
 */
export const openReadModels = async (options: OpenReadModelsOptions): Promise<ReadModels> => {
  const db = await openDatabase<ReadModelTables>({ ...options, durability: 'rebuildable' });
  try {
    await createMissingTables(db, readModelProjections());
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
};
