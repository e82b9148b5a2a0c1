import { toInstant, type Env } from '@caselog/env';
import type { ReadModels } from '../database/schema.ts';
import { dropTables, shardCount } from '../runner/catalogue.ts';
import { heldBackBy } from '../runner/lanes.ts';
import { shardPositions } from '../runner/positions.ts';
import type { Projection } from '../runner/projection.ts';
import type { Running } from '../runner/taker.ts';
import type { Claim } from './ledger.ts';
import { formerName, shadowOf } from './shadow.ts';
import { builtAs } from './swap.ts';

/** One read model as it is built beside the live one. */
export interface Candidate {
  readonly projection: Projection;
  readonly claim: Claim;
  /** A handle that sees what is built under its live names. */
  readonly built: ReadModels;
  /** Whose positions say where the live model stands. */
  readonly reference: string;
  readonly running: Running;
}

/** The read model whose positions a rebuild has to reach: the live one it replaces, or for one that is new here, any other. */
const referenceOf = async (db: ReadModels, { name, version }: Projection): Promise<string> => {
  const rows = await db.selectFrom('projection').select(['name', 'version']).orderBy('name').execute();
  if (rows.some((row) => row.name === name && row.version === version)) return name;
  return rows.find((row) => row.name !== name)?.name ?? name;
};

/** Empty tables beside the live ones, and positions at the start. */
const startOver = async (
  built: ReadModels,
  projection: Projection,
  positions: readonly number[],
  generation: number,
  updatedAt: string,
): Promise<void> => {
  const { name, tables } = projection;
  await built.transaction().execute(async (trx) => {
    await dropTables(trx, tables);
    await projection.create(trx);
    await trx.deleteFrom('projection_position').where('name', '=', builtAs(name)).execute();
    await trx.deleteFrom('quarantine_lane').where('reader', '=', builtAs(name)).execute();
    const rows = positions.map((shard) => ({
      name: builtAs(name),
      shard,
      generation,
      position: 0,
      updated_at: updatedAt,
    }));
    await trx.insertInto('projection_position').values(rows).execute();
  });
};

/** Makes the tables of what is to be built, or finds those that an earlier process has begun. */
export const makeCandidate = async (
  { db, env }: { readonly db: ReadModels; readonly env: Env },
  projection: Projection,
  claim: Claim,
): Promise<Candidate> => {
  const { name, tables } = projection;
  const row = await db
    .selectFrom('projection')
    .select('generation')
    .where('name', '=', name)
    .executeTakeFirst();
  const generation = (row?.generation ?? 0) + 1;
  const plugin = shadowOf(tables, `g${generation}`);
  const built = db.withPlugin(plugin);
  await dropTables(db, tables.map(formerName));
  const shards = Array.from({ length: await shardCount(db) }, (_, shard) => shard);
  if (!claim.goesOn) await startOver(built, projection, shards, generation, toInstant(env.now()));
  const positions = await shardPositions(db, builtAs(name));
  const held = await heldBackBy(db, { reader: builtAs(name), predecessor: name });
  const beside: Projection = {
    ...projection,
    name: builtAs(name),
    fold: (handle, events) => projection.fold(handle.withPlugin(plugin), events),
    write: (trx, lane) => projection.write(trx.withPlugin(plugin), lane),
    forget: () => projection.forget(),
  };
  return {
    projection,
    claim,
    built,
    reference: await referenceOf(db, projection),
    running: { projection: beside, generation, positions, held },
  };
};
