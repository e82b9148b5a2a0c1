import { toInstant, type Env } from '@caselog/env';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import type { Projection } from './projection.ts';

const createPositions = async (db: ReadModels): Promise<void> => {
  await db.schema
    .createTable('projection_position')
    .ifNotExists()
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('version', 'text', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'text', (column) => column.notNull())
    .execute();
};

/** Makes every table that is missing and changes none. */
export const createMissingTables = (db: ReadModels, projections: readonly Projection[]): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await createPositions(trx);
    for (const projection of projections) await projection.create(trx);
  });

const startAgain = async (
  trx: ReadModelsTransaction,
  projection: Projection,
  updatedAt: string,
): Promise<number> => {
  await projection.drop(trx);
  await projection.create(trx);
  const { name, version } = projection;
  await trx
    .insertInto('projection_position')
    .values({ name, version, position: 0, updated_at: updatedAt })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ version, position: 0, updated_at: updatedAt }),
    )
    .execute();
  return 0;
};

const prepareOne = async (
  trx: ReadModelsTransaction,
  projection: Projection,
  updatedAt: string,
): Promise<number> => {
  const row = await trx
    .selectFrom('projection_position')
    .select(['version', 'position'])
    .where('name', '=', projection.name)
    .executeTakeFirst();
  return row?.version === projection.version ? row.position : startAgain(trx, projection, updatedAt);
};

/**
 * Readies the projections to run, in one transaction: one that is new, or was built by another version, starts again with
 * empty tables. Returns the position each stands at, in the order given.
 */
export const prepareProjections = (
  db: ReadModels,
  projections: readonly Projection[],
  env: Env,
): Promise<number[]> =>
  db.transaction().execute(async (trx) => {
    await createPositions(trx);
    const positions: number[] = [];
    for (const projection of projections)
      positions.push(await prepareOne(trx, projection, toInstant(env.now())));
    return positions;
  });
