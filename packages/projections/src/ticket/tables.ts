import { clustered, textType } from '@caselog/database';
import type { ReadModels } from '../database/schema.ts';
import type { StateColumns } from '../fold/state-columns.ts';

export interface TicketTables {
  /** One row a ticket: as it stands now. */
  ticket: StateColumns & {
    /** Position of its opening: the ticket's number inside this model, small, growing and the same in every rebuild. */
    opened_position: number;
    lifecycle: string;
    subject: string;
    channel: string | null;
    source_log: string | null;
    source_case: string | null;
    /** Who asked, and for whom: by these a requester's own tickets are found. Random ids, nothing personal. */
    requester_id: string;
    customer_id: string | null;
    opened_at: string;
    /** When the last event happened. */
    updated_at: string;
    resolved_at: string | null;
    episode: number;
  };
  /** One row a partner to whom a ticket was ever referred. */
  ticket_referral: { partner_id: string; opened_position: number };
  /** One row an event: the ticket's full history. */
  ticket_event: {
    /** The ticket, by its number: a key of UUIDs would scatter the writes of a rebuild over the whole index. */
    opened_position: number;
    revision: number;
    position: number;
    type: string;
    at: string;
    recorded_at: string;
    actor: string;
    /** Null for an opening. */
    lifecycle_before: string | null;
    lifecycle_after: string;
    /** 1 when a source did not record the transition. */
    inferred: number;
    episode: number;
    /** JSON, as stored in the ledger. */
    data: string;
  };
}

export const ticketTables = [
  'ticket',
  'ticket_referral',
  'ticket_event',
] as const satisfies readonly (keyof TicketTables)[];

export const createTicketTables = async (db: ReadModels): Promise<void> => {
  const { schema } = db;
  const text = textType(db);
  await schema
    .createTable('ticket')
    .addColumn('ticket_id', text, (column) => column.primaryKey())
    .addColumn('configuration', text, (column) => column.notNull())
    .addColumn('context', text, (column) => column.notNull())
    .addColumn('state_since', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('opened_position', 'bigint', (column) => column.notNull())
    .addColumn('lifecycle', text, (column) => column.notNull())
    .addColumn('subject', text, (column) => column.notNull())
    .addColumn('channel', text)
    .addColumn('source_log', text)
    .addColumn('source_case', text)
    .addColumn('requester_id', text, (column) => column.notNull())
    .addColumn('customer_id', text)
    .addColumn('opened_at', text, (column) => column.notNull())
    .addColumn('updated_at', text, (column) => column.notNull())
    .addColumn('resolved_at', text)
    .addColumn('episode', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('ticket_referral')
    .addColumn('partner_id', text, (column) => column.notNull())
    .addColumn('opened_position', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('ticket_referral_key', ['partner_id', 'opened_position'])
    .execute();
  await schema
    .createTable('ticket_event')
    .addColumn('opened_position', 'bigint', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('at', text, (column) => column.notNull())
    .addColumn('recorded_at', text, (column) => column.notNull())
    .addColumn('actor', text, (column) => column.notNull())
    .addColumn('lifecycle_before', text)
    .addColumn('lifecycle_after', text, (column) => column.notNull())
    .addColumn('inferred', 'integer', (column) => column.notNull())
    .addColumn('episode', 'integer', (column) => column.notNull())
    .addColumn('data', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('ticket_event_key', ['opened_position', 'revision'])
    .modifyEnd(clustered(db))
    .execute();
};

/** Somebody's own tickets are read by these, the latest first. */
export const createTicketIndexes = async ({ schema }: ReadModels): Promise<void> => {
  for (const column of ['requester_id', 'customer_id'])
    await schema
      .createIndex(`ticket_by_${column}`)
      .ifNotExists()
      .on('ticket')
      .columns([column, 'opened_position'])
      .execute();
};
