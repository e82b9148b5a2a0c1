import type { ReadModels } from '../database/schema.ts';
import type { StateColumns } from '../fold/state-columns.ts';

export interface FlowTables {
  /** One row a ticket: where it stands and since when, to measure its next move. Nothing here is personal. */
  flow_ticket: StateColumns;
  /** How many tickets stand in each state. */
  flow_state: { state: string; tickets: number };
  /** How often each edge was walked, and how long tickets had stayed in the state they left. */
  flow_edge: {
    from_state: string;
    to_state: string;
    observed: number;
    inferred: number;
    /** Milliseconds; a floating number, so that a sum over many years stays one in every database. */
    total_ms: number;
    max_ms: number;
  };
}

export const createFlowTables = async ({ schema }: ReadModels): Promise<void> => {
  await schema
    .createTable('flow_ticket')
    .ifNotExists()
    .addColumn('ticket_id', 'text', (column) => column.primaryKey())
    .addColumn('configuration', 'text', (column) => column.notNull())
    .addColumn('context', 'text', (column) => column.notNull())
    .addColumn('state_since', 'text', (column) => column.notNull())
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('position', 'bigint', (column) => column.notNull())
    .execute();
  await schema
    .createTable('flow_state')
    .ifNotExists()
    .addColumn('state', 'text', (column) => column.primaryKey())
    .addColumn('tickets', 'integer', (column) => column.notNull())
    .execute();
  await schema
    .createTable('flow_edge')
    .ifNotExists()
    .addColumn('from_state', 'text', (column) => column.notNull())
    .addColumn('to_state', 'text', (column) => column.notNull())
    .addColumn('observed', 'integer', (column) => column.notNull())
    .addColumn('inferred', 'integer', (column) => column.notNull())
    .addColumn('total_ms', 'double precision', (column) => column.notNull())
    .addColumn('max_ms', 'double precision', (column) => column.notNull())
    .addPrimaryKeyConstraint('flow_edge_key', ['from_state', 'to_state'])
    .execute();
};

export const dropFlowTables = async ({ schema }: ReadModels): Promise<void> => {
  for (const table of ['flow_ticket', 'flow_state', 'flow_edge'])
    await schema.dropTable(table).ifExists().execute();
};
