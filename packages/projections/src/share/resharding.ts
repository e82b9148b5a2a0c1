import { shardsOfAll } from '@caselog/broadcast';
import { databaseKind } from '@caselog/database';
import type { Env } from '@caselog/env';
import { sql } from 'kysely';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';

/** The number of shards cannot be changed now, or not to this. Nothing was changed. */
export class ReshardingError extends Error {
  override readonly name = 'ReshardingError';
  readonly shards: number;
  constructor(shards: number, why: string) {
    super(`the read models cannot be split into ${shards} shards: ${why}`);
    this.shards = shards;
  }
}

const beatsNow = async (db: ReadModels): Promise<string> => {
  const rows = await db.selectFrom('projection_member').selectAll().orderBy('holder').execute();
  return JSON.stringify(rows);
};

/** Whether anybody works on a shard: whoever holds one beats. */
const isWorkedOn = async (db: ReadModels, env: Env, takeoverMs: number): Promise<boolean> => {
  const before = await beatsNow(db);
  if (before === '[]') return false;
  await env.sleep(takeoverMs);
  return (await beatsNow(db)) !== before;
};

const split = async (trx: ReadModelsTransaction, shards: number): Promise<void> => {
  const places = await trx.selectFrom('projection_position').selectAll().execute();
  const byName = Map.groupBy(places, ({ name }) => name);
  for (const [name, rows] of byName)
    if (new Set(rows.map(({ position }) => position)).size > 1)
      throw new ReshardingError(
        shards,
        `those of ${name} stand at different positions: let one projector catch up with all of them first`,
      );
  await trx.deleteFrom('projection_position').execute();
  await trx.deleteFrom('projection_shard').execute();
  const numbers = Array.from({ length: shards }, (_, shard) => shard);
  await trx
    .insertInto('projection_shard')
    .values(numbers.map((shard) => ({ shard, holder: null })))
    .execute();
  for (const rows of byName.values()) {
    const { name, generation, position, updated_at } = rows[0]!;
    const values = numbers.map((shard) => ({ name, shard, generation, position, updated_at }));
    await trx.insertInto('projection_position').values(values).execute();
  }
};

/**
 * Sets into how many shards the tickets fall: a bundle each of the 64 that subjects name, so a power of two up to 64. Needs that no
 * projector works, and that all shards stand at one position. @throws ReshardingError
 */
export const setShards = async (
  db: ReadModels,
  shards: number,
  { env, takeoverMs = 3_000 }: { readonly env: Env; readonly takeoverMs?: number },
): Promise<void> => {
  if (!Number.isInteger(shards) || shards < 1 || shardsOfAll % shards !== 0)
    throw new ReshardingError(shards, `it must be 1, 2, 4, 8, 16, 32 or ${shardsOfAll}`);
  const held = await db.selectFrom('projection_shard').select('shard').execute();
  if (held.length === shards) return;
  if (await isWorkedOn(db, env, takeoverMs))
    throw new ReshardingError(shards, 'projectors work on them: stop those first');
  await db.transaction().execute(async (trx) => {
    if (databaseKind(trx) === 'postgres')
      await sql`lock table projection_shard in exclusive mode`.execute(trx);
    await split(trx, shards);
  });
};
