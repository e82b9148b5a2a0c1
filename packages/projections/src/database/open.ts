import { systemEnv, type Env } from '@caselog/env';
import { Kysely } from 'kysely';
import { readModelProjections } from '../read-models.ts';
import { createMissingTables } from '../runner/prepare.ts';
import { ReadModelsUnavailableError } from './errors.ts';
import { NodeSqliteDialect } from './node-sqlite.ts';
import type { ReadModels, ReadModelTables } from './schema.ts';

export interface OpenReadModelsOptions {
  /** The SQLite file, made when it is not there; `:memory:` for one that lives as long as the handle. */
  readonly path: string;
  /** Default: the real world's. */
  readonly env?: Env;
  /** How long a write waits for another process's; default 10 seconds. */
  readonly busyTimeoutMs?: number;
}

/** The read models' file inside a desk's home. */
export const readModelsFile = 'read-models.sqlite';

const connect = (options: Required<OpenReadModelsOptions>): ReadModels => {
  try {
    return new Kysely<ReadModelTables>({ dialect: new NodeSqliteDialect(options) });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ReadModelsUnavailableError(options.path, reason, { cause });
  }
};

/**
 * Opens the read models and makes the tables that are missing, so that a reader may come before the first projector; it never
 * changes one that is there. Close with `destroy()`. @throws ReadModelsUnavailableError
 */
export const openReadModels = async (options: OpenReadModelsOptions): Promise<ReadModels> => {
  const db = connect({ env: systemEnv, busyTimeoutMs: 10_000, ...options });
  try {
    await createMissingTables(db, readModelProjections());
    return db;
  } catch (error) {
    await db.destroy();
    throw error;
  }
};
