import type { ReadModels } from '../database/schema.ts';

export interface ShardStatus {
  readonly shard: number;
  /** The process that works on it; null: nobody. */
  readonly holder: string | null;
  /** When that process last said it lives; null when it has gone silent. */
  readonly beatAt: string | null;
  /** The least position of the read models in it. */
  readonly position: number;
}

/** How projectors share the work, shard by shard. */
export const shardStatuses = async (db: ReadModels): Promise<readonly ShardStatus[]> => {
  const rows = await db
    .selectFrom('projection_shard')
    .leftJoin('projection_member', 'projection_member.holder', 'projection_shard.holder')
    .select(['projection_shard.shard', 'projection_shard.holder', 'projection_member.beat_at as beatAt'])
    .orderBy('projection_shard.shard')
    .execute();
  const positions = await db
    .selectFrom('projection_position')
    .innerJoin('projection', 'projection.name', 'projection_position.name')
    .groupBy('projection_position.shard')
    .select(({ fn }) => [
      'projection_position.shard',
      fn.min<number>('projection_position.position').as('position'),
    ])
    .execute();
  const least = new Map(positions.map(({ shard, position }) => [shard, position]));
  return rows.map((row) => ({ ...row, position: least.get(row.shard) ?? 0 }));
};
