import { textType } from '@caselog/database';
import type { ReadModels } from '../database/schema.ts';

export interface ShardTables {
  /** One row a shard of the tickets: which process works on it. Their number is the number of shards. */
  projection_shard: { shard: number; holder: string | null };
  /** One row a process that works, or waits to. */
  projection_member: {
    holder: string;
    /** Grows as long as it lives: others watch it with their own clocks, so that clocks need not agree. */
    beats: number;
    beat_at: string;
  };
}

export const createShardTables = async (db: ReadModels): Promise<void> => {
  const text = textType(db);
  await db.schema
    .createTable('projection_shard')
    .ifNotExists()
    .addColumn('shard', 'integer', (column) => column.primaryKey())
    .addColumn('holder', text)
    .execute();
  await db.schema
    .createTable('projection_member')
    .ifNotExists()
    .addColumn('holder', text, (column) => column.primaryKey())
    .addColumn('beats', 'bigint', (column) => column.notNull())
    .addColumn('beat_at', text, (column) => column.notNull())
    .execute();
};
