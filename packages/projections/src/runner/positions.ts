import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { PositionConflictError, SupersededError } from './errors.ts';
import type { Projection } from './projection.ts';

export interface PositionTables {
  /** One row a read model that can be read: which version of it, and how often it was built. */
  projection: { name: string; version: string; generation: number; updated_at: string };
  /** How far it has come, for each shard of the tickets. */
  projection_position: {
    name: string;
    shard: number;
    /** Of the row in `projection`: who goes on with a generation that was replaced moves nothing. */
    generation: number;
    /** Every event of the shard up to here has been taken, passed over, or waits in a lane that stopped. */
    position: number;
    updated_at: string;
  };
}

export interface ProjectionPosition {
  readonly name: string;
  readonly version: string;
  /** How often it was built, from 1. */
  readonly generation: number;
  /** Every event up to here has been taken: the least of its shards. */
  readonly position: number;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
}

/** The position of every projection that has ever been run here, by name. */
export const projectionPositions = async (db: ReadModels): Promise<readonly ProjectionPosition[]> => {
  const rows = await db
    .selectFrom('projection')
    .innerJoin('projection_position', 'projection_position.name', 'projection.name')
    .groupBy(['projection.name', 'projection.version', 'projection.generation'])
    .orderBy('projection.name')
    .select(({ fn }) => [
      'projection.name',
      'projection.version',
      'projection.generation',
      fn.min<number>('projection_position.position').as('position'),
      fn.max<string>('projection_position.updated_at').as('updatedAt'),
    ])
    .execute();
  return rows;
};

/** The position of one projection, the least of its shards; 0 when it has never been run. */
export const positionOf = async (db: ReadModels, name: string): Promise<number> => {
  const row = await db
    .selectFrom('projection_position')
    .select(({ fn }) => fn.min<number | null>('position').as('position'))
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.position ?? 0;
};

/** Changes whenever a projection does: when any of its shards moves, and when it was built anew. */
export const markOf = async (db: ReadModels, name: string): Promise<string> => {
  const row = await db
    .selectFrom('projection_position')
    .select(({ fn }) => [fn.max('generation').as('generation'), fn.sum('position').as('moved')])
    .where('name', '=', name)
    .executeTakeFirst();
  return `${row?.generation ?? 0}:${row?.moved ?? 0}`;
};

/** Where each shard of a projection stands. */
export const shardPositions = async (db: ReadModels, name: string): Promise<Map<number, number>> => {
  const rows = await db
    .selectFrom('projection_position')
    .select(['shard', 'position'])
    .where('name', '=', name)
    .execute();
  return new Map(rows.map(({ shard, position }) => [shard, position]));
};

/** A projection at work: which generation of it, and where the shards stand that are worked on. */
export interface Stand {
  readonly projection: Projection;
  readonly generation: number;
  readonly positions: ReadonlyMap<number, number>;
}

/** Says why a position could not be moved. */
const conflict = async (
  trx: ReadModelsTransaction,
  { projection: { name, version }, generation }: Stand,
  from: number,
): Promise<Error> => {
  const row = await trx
    .selectFrom('projection')
    .select(['version', 'generation'])
    .where('name', '=', name)
    .executeTakeFirst();
  if (row?.version === version && row.generation !== generation) return new SupersededError(name, generation);
  const actual = row?.version === version ? await positionOf(trx, name) : undefined;
  return new PositionConflictError(name, from, actual);
};

/** The shards behind `to`, by where they stand: mostly all at one place. */
const behindOf = (positions: ReadonlyMap<number, number>, to: number): Map<number, number[]> => {
  const behind = new Map<number, number[]>();
  for (const [shard, position] of positions) {
    if (position >= to) continue;
    const shards = behind.get(position) ?? [];
    shards.push(shard);
    behind.set(position, shards);
  }
  return behind;
};

/**
 * Moves a projection to `to`, if every shard still stands where it was left: two runners on one shard can never both commit a
 * batch. False when it is there already. @throws PositionConflictError, SupersededError
 */
export const movePositions = async (
  trx: ReadModelsTransaction,
  stand: Stand,
  { to, updatedAt }: { readonly to: number; readonly updatedAt: string },
): Promise<boolean> => {
  const behind = behindOf(stand.positions, to);
  for (const [from, shards] of behind) {
    const { numUpdatedRows } = await trx
      .updateTable('projection_position')
      .set({ position: to, updated_at: updatedAt })
      .where('name', '=', stand.projection.name)
      .where('generation', '=', stand.generation)
      .where('position', '=', from)
      .where('shard', 'in', shards)
      .executeTakeFirst();
    if (Number(numUpdatedRows) !== shards.length) throw await conflict(trx, stand, from);
  }
  return behind.size > 0;
};
