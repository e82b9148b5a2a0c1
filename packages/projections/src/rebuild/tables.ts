import { textType } from '@caselog/database';
import type { ReadModels } from '../database/schema.ts';

export type RebuildStatus = 'requested' | 'building' | 'swapped' | 'failed';

export interface RebuildTables {
  /** The last rebuild of each read model, wanted, under way or ended. */
  projection_rebuild: {
    model: string;
    status: string;
    /** Null until somebody builds. */
    version: string | null;
    /** How far the model beside the live one has come. */
    position: number;
    /** Where it has to get to, as last seen. */
    head: number;
    events_per_s: number | null;
    requested_by: string;
    requested_at: string;
    updated_at: string;
    reason: string | null;
    /** Who builds it: another may go on when this one's beats stand still. */
    builder: string | null;
    beats: number;
  };
}

export const createRebuildTables = async (db: ReadModels): Promise<void> => {
  const text = textType(db);
  await db.schema
    .createTable('projection_rebuild')
    .ifNotExists()
    .addColumn('model', text, (column) => column.primaryKey())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('version', text)
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('head', 'bigint', (column) => column.notNull())
    .addColumn('events_per_s', 'double precision')
    .addColumn('requested_by', text, (column) => column.notNull())
    .addColumn('requested_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('reason', text)
    .addColumn('builder', text)
    .addColumn('beats', 'bigint', (column) => column.notNull())
    .execute();
};
