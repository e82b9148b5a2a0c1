import { createQuarantineTables, type QuarantineTables } from '@caselog/database';
import type { Kysely } from 'kysely';

export interface BookTables extends QuarantineTables {
  /** How far a worker has come: everything up to here is handled or quarantined. */
  worker_checkpoint: { reader: string; position: number };
  /** What a worker intends to do, or did, because of an event. */
  worker_effect: {
    reader: string;
    event_id: string;
    name: string;
    state: 'intended' | 'done';
    /** JSON; null while intended. */
    result: string | null;
    intended_at: string;
    done_at: string | null;
  };
}

/** Makes the book's tables where they are missing. */
export const createBookTables = async (db: Kysely<BookTables>): Promise<void> => {
  await createQuarantineTables(db);
  await db.schema
    .createTable('worker_checkpoint')
    .ifNotExists()
    .addColumn('reader', 'text', (column) => column.primaryKey().notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('worker_effect')
    .ifNotExists()
    .addColumn('reader', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('result', 'text')
    .addColumn('intended_at', 'text', (column) => column.notNull())
    .addColumn('done_at', 'text')
    .addPrimaryKeyConstraint('worker_effect_key', ['reader', 'event_id', 'name'])
    .execute();
};
