import { createQuarantineTables, databaseKind, tableNames, textType } from '@caselog/database';
import { sql } from 'kysely';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { createRebuildTables } from '../rebuild/tables.ts';
import { createShardTables } from '../share/tables.ts';
import type { Projection } from './projection.ts';

const createPositionTables = async (db: ReadModels): Promise<void> => {
  const text = textType(db);
  await db.schema
    .createTable('projection')
    .ifNotExists()
    .addColumn('name', text, (column) => column.primaryKey())
    .addColumn('version', text, (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('projection_position')
    .ifNotExists()
    .addColumn('name', text, (column) => column.notNull())
    .addColumn('shard', 'integer', (column) => column.notNull())
    .addColumn('generation', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('projection_position_key', ['name', 'shard'])
    .execute();
};

/** Before there were shards and generations, one row a read model held its version and position. It becomes the first generation. */
const carryOver = async (trx: ReadModelsTransaction, tables: ReadonlySet<string>): Promise<void> => {
  if (!tables.has('projection_position') || tables.has('projection')) return;
  await sql`alter table projection_position rename to projection_before_shards`.execute(trx);
  await createPositionTables(trx);
  await sql`insert into projection select name, version, 1, updated_at from projection_before_shards`.execute(
    trx,
  );
  await sql`insert into projection_position
    select name, 0, 1, position, updated_at from projection_before_shards`.execute(trx);
  await sql`drop table projection_before_shards`.execute(trx);
};

/** On SQLite one process writes at a time; on PostgreSQL several share the work. */
const shardsDefault = { sqlite: 1, postgres: 8 } as const;

const createShards = async (trx: ReadModelsTransaction): Promise<void> => {
  await createShardTables(trx);
  const { shards } = await trx
    .selectFrom('projection_shard')
    .select(({ fn }) => fn.countAll<number>().as('shards'))
    .executeTakeFirstOrThrow();
  if (shards > 0) return;
  const rows = Array.from({ length: shardsDefault[databaseKind(trx)] }, (_, shard) => ({
    shard,
    holder: null,
  }));
  await trx.insertInto('projection_shard').values(rows).execute();
};

/** PostgreSQL lets two who make the same table at once run into each other: one at a time, by a number of our own. */
const oneAtATime = async (trx: ReadModelsTransaction): Promise<void> => {
  if (databaseKind(trx) === 'postgres') await sql`select pg_advisory_xact_lock(4700, 1)`.execute(trx);
};

/** Makes every table that is missing and changes none. */
export const createMissingTables = (db: ReadModels, projections: readonly Projection[]): Promise<void> =>
  db.transaction().execute(async (trx) => {
    await oneAtATime(trx);
    const tables = await tableNames(trx);
    await carryOver(trx, tables);
    await createPositionTables(trx);
    await createShards(trx);
    await createRebuildTables(trx);
    await createQuarantineTables(trx);
    for (const projection of projections) {
      if (projection.tables.every((table) => tables.has(table))) continue;
      await dropTables(trx, projection.tables);
      await projection.create(trx);
      await projection.createIndexes?.(trx);
    }
  });

/** Drops those of the tables that are there. */
export const dropTables = async (db: ReadModels, tables: readonly string[]): Promise<void> => {
  for (const table of tables) await db.schema.dropTable(table).ifExists().execute();
};

/** How many shards the tickets fall into here. */
export const shardCount = async (db: ReadModels): Promise<number> => {
  const { shards } = await db
    .selectFrom('projection_shard')
    .select(({ fn }) => fn.countAll<number>().as('shards'))
    .executeTakeFirstOrThrow();
  return shards;
};
