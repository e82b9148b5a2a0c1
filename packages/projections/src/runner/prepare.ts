import { toInstant, type Env } from '@caselog/env';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { createMissingTables, shardCount } from './catalogue.ts';
import { shardPositions, type Stand } from './positions.ts';
import type { Projection } from './projection.ts';

/** What can be run at once, and what has to be built beside the others first: it is new among them, or of another version. */
export interface Prepared {
  readonly shards: number;
  readonly ready: readonly Stand[];
  readonly pending: readonly Projection[];
}

/** Makes a read model known that begins with the first event. Another process may do the same at this moment: one of them is enough. */
const begin = async (
  trx: ReadModelsTransaction,
  { name, version }: Projection,
  shards: number,
  updatedAt: string,
): Promise<void> => {
  await trx
    .insertInto('projection')
    .values({ name, version, generation: 1, updated_at: updatedAt })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .execute();
  const rows = Array.from({ length: shards }, (_, shard) => ({
    name,
    shard,
    generation: 1,
    position: 0,
    updated_at: updatedAt,
  }));
  await trx
    .insertInto('projection_position')
    .values(rows)
    .onConflict((conflict) => conflict.columns(['name', 'shard']).doNothing())
    .execute();
};

/** Whether any read model here has taken an event. */
const hasBegun = async (trx: ReadModelsTransaction): Promise<boolean> => {
  const row = await trx
    .selectFrom('projection_position')
    .select('position')
    .where('position', '>', 0)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
};

const standOf = async (
  trx: ReadModelsTransaction,
  projection: Projection,
  owned: ReadonlySet<number> | undefined,
): Promise<Stand | undefined> => {
  const row = await trx
    .selectFrom('projection')
    .select(['version', 'generation'])
    .where('name', '=', projection.name)
    .executeTakeFirst();
  if (row?.version !== projection.version) return undefined;
  const positions = await shardPositions(trx, projection.name);
  for (const shard of positions.keys()) if (owned && !owned.has(shard)) positions.delete(shard);
  return { projection, generation: row.generation, positions };
};

/**
 * Readies the projections to run, in one transaction. On an empty database all begin with the first event; afterwards one that is
 * new, or was built by another version, is pending: what readers see of it stays until it is built.
 */
export const prepareProjections = async (
  db: ReadModels,
  projections: readonly Projection[],
  { env, owned }: { readonly env: Env; readonly owned?: ReadonlySet<number> },
): Promise<Prepared> => {
  await createMissingTables(db, projections);
  return db.transaction().execute(async (trx) => {
    const shards = await shardCount(trx);
    const begun = await hasBegun(trx);
    const known = new Set(
      (await trx.selectFrom('projection').select('name').execute()).map(({ name }) => name),
    );
    const stands: (Stand | undefined)[] = [];
    for (const projection of projections) {
      if (!begun && !known.has(projection.name)) await begin(trx, projection, shards, toInstant(env.now()));
      stands.push(await standOf(trx, projection, owned));
    }
    return {
      shards,
      ready: stands.filter((stand) => stand !== undefined),
      pending: projections.filter((_, i) => stands[i] === undefined),
    };
  });
};
