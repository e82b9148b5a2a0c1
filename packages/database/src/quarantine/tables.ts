import { sql, type Kysely } from 'kysely';
import { databaseKind } from '../open.ts';
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
    next_try_at: string | null;
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

/** Whether the table has the column, which came later than the table. */
const knowsNextTry = async (db: Kysely<QuarantineTables>): Promise<boolean> => {
  const columns =
    databaseKind(db) === 'postgres'
      ? sql`select 1 from information_schema.columns where table_schema = any(current_schemas(false))
            and table_name = 'quarantine_lane' and column_name = 'next_try_at'`
      : sql`select 1 from pragma_table_info('quarantine_lane') where name = 'next_try_at'`;
  return (await columns.execute(db)).rows.length > 0;
};

/** Lanes of before wait for a person, as they did. */
const addNextTry = async (db: Kysely<QuarantineTables>): Promise<void> => {
  if (await knowsNextTry(db)) return;
  await db.schema.alterTable('quarantine_lane').addColumn('next_try_at', textType(db)).execute();
};

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

/** Makes the quarantine's tables where they are missing, and adds to older ones what they lack. */
export const createQuarantineTables = <Tables extends QuarantineTables>(db: Kysely<Tables>): Promise<void> =>
  inTransaction(db as unknown as Kysely<QuarantineTables>, async (trx) => {
    await createLanes(trx);
    await addNextTry(trx);
    await createSkips(trx);
  });
