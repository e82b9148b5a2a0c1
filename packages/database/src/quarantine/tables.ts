import type { Kysely } from 'kysely';
import { inTransaction, textType } from '../schema.ts';

export interface QuarantineTables {
  /** One row a lane that stopped. */
  quarantine_lane: {
    reader: string;
    stream: string;
    revision: number;
    position: number;
    event_id: string;
    event_type: string;
    reason: string;
    attempts: number;
    since: string;
    status: string;
    resume_revision: number;
  };
  /** One row an event that somebody decided to leave out. */
  quarantine_skip: {
    reader: string;
    stream: string;
    revision: number;
    position: number;
    event_id: string;
    event_type: string;
    reason: string;
    decided_by: string;
    why: string;
    decided_at: string;
  };
}

const createLanes = (db: Kysely<QuarantineTables>): Promise<void> =>
  db.schema
    .createTable('quarantine_lane')
    .ifNotExists()
    .addColumn('reader', textType(db), (column) => column.notNull())
    .addColumn('stream', textType(db), (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('event_id', textType(db), (column) => column.notNull())
    .addColumn('event_type', textType(db), (column) => column.notNull())
    .addColumn('reason', textType(db), (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('since', textType(db), (column) => column.notNull())
    .addColumn('status', textType(db), (column) => column.notNull())
    .addColumn('resume_revision', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('quarantine_lane_key', ['reader', 'stream'])
    .execute();

const createSkips = (db: Kysely<QuarantineTables>): Promise<void> =>
  db.schema
    .createTable('quarantine_skip')
    .ifNotExists()
    .addColumn('reader', textType(db), (column) => column.notNull())
    .addColumn('stream', textType(db), (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('event_id', textType(db), (column) => column.notNull())
    .addColumn('event_type', textType(db), (column) => column.notNull())
    .addColumn('reason', textType(db), (column) => column.notNull())
    .addColumn('decided_by', textType(db), (column) => column.notNull())
    .addColumn('why', textType(db), (column) => column.notNull())
    .addColumn('decided_at', textType(db), (column) => column.notNull())
    .addPrimaryKeyConstraint('quarantine_skip_key', ['reader', 'stream', 'revision'])
    .execute();

/** Makes the quarantine's tables where they are missing. */
export const createQuarantineTables = <Tables extends QuarantineTables>(db: Kysely<Tables>): Promise<void> =>
  inTransaction(db as unknown as Kysely<QuarantineTables>, async (trx) => {
    await createLanes(trx);
    await createSkips(trx);
  });
