import { databaseKind, isSqlState } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import { sql } from 'kysely';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { dropTables } from '../runner/catalogue.ts';
import type { Projection } from '../runner/projection.ts';
import { formerName, shadowName } from './shadow.ts';

/** Under what name a model that is built beside the live one keeps its positions and lanes. */
export const builtAs = (model: string): string => `${model} (rebuild)`;

/**
 * Keeps everybody else from moving a read model until the transaction ends, and tells where its shards stand. On SQLite a write
 * transaction does that by itself.
 */
export const holdStill = async (trx: ReadModelsTransaction, name: string): Promise<Map<number, number>> => {
  const query = trx.selectFrom('projection_position').select(['shard', 'position']).where('name', '=', name);
  const rows = await (
    databaseKind(trx) === 'postgres' ? query.orderBy('shard').forUpdate() : query
  ).execute();
  return new Map(rows.map(({ shard, position }) => [shard, position]));
};

/** A wait for readers that is longer than this is given up: what came meanwhile is taken, and the swap tried again. */
const waitForReadersMs = 300;

/**
 * PostgreSQL only: waits until nobody reads several tables together. A reader holds this gate while it does; the swap takes it before any
 * table, and gives up before the server would look for a deadlock and end a reader.
 */
const closeGate = async (trx: ReadModelsTransaction): Promise<void> => {
  if (databaseKind(trx) !== 'postgres') return;
  await sql`set local lock_timeout = ${sql.raw(String(waitForReadersMs))}`.execute(trx);
  await sql`lock table projection in access exclusive mode`.execute(trx);
};

const lockNotAvailable = '55P03';
/** Whether the swap only has to be tried again. Pure. */
export const isReadersTurn = (error: unknown): boolean =>
  isSqlState(error) && error.code === lockNotAvailable;

const renameTables = async (trx: ReadModelsTransaction, tables: readonly string[]): Promise<void> => {
  for (const table of tables) {
    await trx.schema.alterTable(table).renameTo(formerName(table)).execute();
    await trx.schema.alterTable(shadowName(table)).renameTo(table).execute();
  }
};

const takePositions = async (
  trx: ReadModelsTransaction,
  { name, version }: Projection,
  positions: ReadonlyMap<number, number>,
  updatedAt: string,
): Promise<void> => {
  const before = await trx
    .selectFrom('projection')
    .select('generation')
    .where('name', '=', name)
    .executeTakeFirst();
  const generation = (before?.generation ?? 0) + 1;
  await trx.deleteFrom('projection').where('name', '=', name).execute();
  await trx
    .deleteFrom('projection_position')
    .where('name', 'in', [name, builtAs(name)])
    .execute();
  await trx.insertInto('projection').values({ name, version, generation, updated_at: updatedAt }).execute();
  const rows = [...positions].map(([shard, position]) => ({
    name,
    shard,
    generation,
    position,
    updated_at: updatedAt,
  }));
  await trx.insertInto('projection_position').values(rows).execute();
};

/** What stopped in the old model went with it; what stopped in the new one is the live model's from now on. */
const takeLanes = async (trx: ReadModelsTransaction, name: string): Promise<void> => {
  const built = builtAs(name);
  await trx.deleteFrom('quarantine_lane').where('reader', '=', name).execute();
  await trx.updateTable('quarantine_lane').set({ reader: name }).where('reader', '=', built).execute();
  await trx
    .deleteFrom('quarantine_skip as other')
    .where('other.reader', '=', built)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('quarantine_skip as own')
          .select('own.stream')
          .where('own.reader', '=', name)
          .whereRef('own.stream', '=', 'other.stream')
          .whereRef('own.revision', '=', 'other.revision'),
      ),
    )
    .execute();
  await trx.updateTable('quarantine_skip').set({ reader: name }).where('reader', '=', built).execute();
};

/** Puts what was built in the place of the live model, which stands at exactly `positions`. Readers see one or the other. */
export const swapIn = async (
  trx: ReadModelsTransaction,
  projection: Projection,
  positions: ReadonlyMap<number, number>,
  env: Env,
): Promise<void> => {
  await closeGate(trx);
  await renameTables(trx, projection.tables);
  await takePositions(trx, projection, positions, toInstant(env.now()));
  await takeLanes(trx, projection.name);
};

/** Drops what was replaced. */
export const dropFormer = (db: ReadModels, { tables }: Projection): Promise<void> =>
  dropTables(db, tables.map(formerName));
