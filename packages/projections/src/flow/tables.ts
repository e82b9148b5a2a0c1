import { textType } from '@caselog/database';
import type { ReadModels } from '../database/schema.ts';
import type { StateColumns } from '../fold/state-columns.ts';

export interface FlowTables {
  /** One row a ticket: where it stands and since when, to measure its next move. Nothing here is personal. */
  flow_ticket: StateColumns;
  /** What each lane adds to the number of tickets in each state: sums count, a single row may well be negative. */
  flow_state: { lane: number; state: string; tickets: number };
  /** How often each edge was walked, and how long tickets had stayed in the state they left: what each lane adds. */
  flow_edge: {
    lane: number;
    from_state: string;
    to_state: string;
    observed: number;
    inferred: number;
    /** Milliseconds; a floating number, so that a sum over many years stays one in every database. */
    total_ms: number;
    max_ms: number;
  };
}

export const flowTables = [
  'flow_ticket',
  'flow_state',
  'flow_edge',
] as const satisfies readonly (keyof FlowTables)[];

export const createFlowTables = async (db: ReadModels): Promise<void> => {
  const { schema } = db;
  const text = textType(db);
  await schema
    .createTable('flow_ticket')
    .addColumn('ticket_id', text, (column) => column.primaryKey())
    .addColumn('configuration', text, (column) => column.notNull())
    .addColumn('context', text, (column) => column.notNull())
    .addColumn('state_since', text, (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('flow_state')
    .addColumn('lane', 'integer', (column) => column.notNull())
    .addColumn('state', text, (column) => column.notNull())
    .addColumn('tickets', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_state_key', ['lane', 'state'])
    .execute();
  await schema
    .createTable('flow_edge')
    .addColumn('lane', 'integer', (column) => column.notNull())
    .addColumn('from_state', text, (column) => column.notNull())
    .addColumn('to_state', text, (column) => column.notNull())
    .addColumn('observed', 'integer', (column) => column.notNull())
    .addColumn('inferred', 'integer', (column) => column.notNull())
    .addColumn('total_ms', 'double precision', (column) => column.notNull())
    .addColumn('max_ms', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_edge_key', ['lane', 'from_state', 'to_state'])
    .execute();
};
