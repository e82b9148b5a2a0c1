import { textType } from '@caselog/database';
import { sql } from 'kysely';
import type { ReadModels } from '../database/schema.ts';
import type { StateColumns } from '../fold/state-columns.ts';

export interface QueueTables {
  /** One row a ticket; those that are over stay, marked, so that a reopening finds them. Nothing here is personal. */
  queue_ticket: StateColumns & {
    /** 1 while somebody has to do something. */
    is_open: number;
    lifecycle: string;
    priority: string;
    opened_at: string;
    assignee_id: string | null;
    team: string | null;
    language: string;
  };
}

export const queueTables = ['queue_ticket'] as const satisfies readonly (keyof QueueTables)[];

export const createQueueTables = async (db: ReadModels): Promise<void> => {
  const { schema } = db;
  const text = textType(db);
  await schema
    .createTable('queue_ticket')
    .addColumn('ticket_id', text, (column) => column.primaryKey())
    .addColumn('configuration', text, (column) => column.notNull())
    .addColumn('context', text, (column) => column.notNull())
    .addColumn('state_since', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('is_open', 'integer', (column) => column.notNull())
    .addColumn('lifecycle', text, (column) => column.notNull())
    .addColumn('priority', text, (column) => column.notNull())
    .addColumn('opened_at', text, (column) => column.notNull())
    .addColumn('assignee_id', text)
    .addColumn('team', text)
    .addColumn('language', text, (column) => column.notNull())
    .execute();
};

/** The queue's own order, of open tickets alone: the index stays as small as the queue. */
export const createQueueIndexes = async ({ schema }: ReadModels): Promise<void> => {
  await schema
    .createIndex('queue_ticket_order')
    .ifNotExists()
    .on('queue_ticket')
    .columns(['priority', 'opened_at', 'ticket_id'])
    .where(sql.ref('is_open'), '=', 1)
    .execute();
  await schema
    .createIndex('queue_ticket_waiting')
    .ifNotExists()
    .on('queue_ticket')
    .columns(['state_since', 'ticket_id'])
    .where(sql.ref('is_open'), '=', 1)
    .execute();
  // All that filters look at, so that counting reads the index alone.
  await schema
    .createIndex('queue_ticket_filters')
    .ifNotExists()
    .on('queue_ticket')
    .columns(['lifecycle', 'priority', 'team', 'assignee_id'])
    .where(sql.ref('is_open'), '=', 1)
    .execute();
};
