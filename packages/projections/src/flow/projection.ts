import { bulkWriter, takenOver } from '@caselog/database';
import { chartVersion } from '@caselog/ticket';
import type { Insertable } from 'kysely';
import type { ReadModels, ReadModelTables } from '../database/schema.ts';
import { entryOf, foldColumns, stateColumns, type Entry, type StateColumns } from '../fold/state-columns.ts';
import { TicketFolds, type FoldMemory } from '../fold/ticket-folds.ts';
import type { Projection } from '../runner/projection.ts';
import { createFlowTables, flowTables, type FlowTables } from './tables.ts';
import { FlowTally } from './tally.ts';

const load = async (db: ReadModels, ticketIds: readonly string[]): Promise<readonly Entry<undefined>[]> => {
  const rows = await db.selectFrom('flow_ticket').selectAll().where('ticket_id', 'in', ticketIds).execute();
  return rows.map((row) => entryOf(row, undefined));
};

const ticketWriter = () =>
  bulkWriter<ReadModelTables, StateColumns>({
    columns: stateColumns,
    statement: (trx, rows) =>
      trx
        .insertInto('flow_ticket')
        .values(rows)
        .onConflict((conflict) => conflict.column('ticket_id').doUpdateSet(takenOver([...foldColumns]))),
  });

const stateWriter = () =>
  bulkWriter<ReadModelTables, Insertable<FlowTables['flow_state']>>({
    columns: ['lane', 'state', 'tickets'],
    statement: (trx, rows) =>
      trx
        .insertInto('flow_state')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['lane', 'state']).doUpdateSet((eb) => ({
            tickets: eb('flow_state.tickets', '+', eb.ref('excluded.tickets')),
          })),
        ),
  });

const edgeWriter = () =>
  bulkWriter<ReadModelTables, Insertable<FlowTables['flow_edge']>>({
    columns: ['lane', 'from_state', 'to_state', 'observed', 'inferred', 'total_ms', 'max_ms'],
    statement: (trx, rows) =>
      trx
        .insertInto('flow_edge')
        .values(rows)
        .onConflict((conflict) =>
          conflict.columns(['lane', 'from_state', 'to_state']).doUpdateSet((eb) => ({
            observed: eb('flow_edge.observed', '+', eb.ref('excluded.observed')),
            inferred: eb('flow_edge.inferred', '+', eb.ref('excluded.inferred')),
            total_ms: eb('flow_edge.total_ms', '+', eb.ref('excluded.total_ms')),
            max_ms: eb
              .case()
              .when('excluded.max_ms', '>', eb.ref('flow_edge.max_ms'))
              .then(eb.ref('excluded.max_ms'))
              .else(eb.ref('flow_edge.max_ms'))
              .end(),
          })),
        ),
  });

/** How tickets move: counts by state, and counts and times by edge. Times are those of the events, not of the ledger. */
export const flowProjection = (memory: FoldMemory = {}): Projection => {
  const folds = new TicketFolds<undefined>({ extraOf: () => undefined, load, ...memory });
  const tickets = ticketWriter();
  const states = stateWriter();
  const edges = edgeWriter();
  let tally = new FlowTally();
  return {
    name: 'flow',
    version: `2, chart ${chartVersion}`,
    tables: flowTables,
    create: createFlowTables,
    forget() {
      folds.forget();
      tally = new FlowTally();
    },
    fold: (db, events) => folds.fold(db, events, (step) => tally.add(step)),
    async write(trx, lane) {
      const { states: stood, edges: walked } = tally.rows(lane);
      tally = new FlowTally();
      await tickets.write(
        trx,
        folds.takeChanged().map((entry) => folds.columnsOf(entry)),
      );
      await states.write(trx, stood);
      await edges.write(trx, walked);
    },
  };
};
