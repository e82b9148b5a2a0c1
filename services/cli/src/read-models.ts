import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { joinedQuarantine, type QuarantineStore } from '@caselog/broadcast';
import { createSqlQuarantine, databaseAddress, quarantinesIn } from '@caselog/database';
import type { Env } from '@caselog/env';
import { UsageError } from '@caselog/process';
import {
  openReadModels,
  readModelsFile,
  type OpenReadModelsOptions,
  type ReadModels,
} from '@caselog/projections';
import type { CommonOptions } from './command.ts';

/** Where the read models of a command are. */
export interface ReadModelOptions extends CommonOptions {
  /** `postgres://…` or a file; absent: the file in the home. */
  readonly database?: string;
}

export const databaseOption = [
  '--database <url|file>',
  'the read models (default: read-models.sqlite in the home)',
] as const;

/** Works with the read models that a command names, opened for what it writes. @throws UsageError when there are none */
export const usingReadModels = async <Result>(
  { home, database }: ReadModelOptions,
  env: Env,
  work: (db: ReadModels) => Promise<Result>,
  { writing = 'live' }: Pick<OpenReadModelsOptions, 'writing'> = {},
): Promise<Result> => {
  const address = databaseAddress(database ?? join(resolve(home), readModelsFile));
  if (address.path !== undefined && !existsSync(address.path))
    throw new UsageError(`there are no read models at ${address.path}: start a desk or a projector first`);
  const db = await openReadModels({ ...address, env, writing });
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
};

/** Works with the quarantine of every reader: of the read models, and of the workers whose books lie in the home. */
export const usingQuarantine = <Result>(
  options: ReadModelOptions,
  env: Env,
  work: (quarantine: QuarantineStore) => Promise<Result>,
): Promise<Result> =>
  usingReadModels(options, env, async (db) => {
    const files = await quarantinesIn(resolve(options.home), { env, except: [readModelsFile] });
    try {
      return await work(
        joinedQuarantine([createSqlQuarantine(db), ...files.map(({ quarantine }) => quarantine)]),
      );
    } finally {
      for (const file of files) await file.close();
    }
  });

/** Works with the read models in the file of a home, undefined when it has none. */
export const withReadModels = async <Result>(
  home: string,
  env: Env,
  work: (readModels: ReadModels | undefined) => Promise<Result>,
): Promise<Result> => {
  const path = join(resolve(home), readModelsFile);
  if (!existsSync(path)) return work(undefined);
  const readModels = await openReadModels({ path, env });
  try {
    return await work(readModels);
  } finally {
    await readModels.destroy();
  }
};
