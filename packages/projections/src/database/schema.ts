import type { Kysely, Transaction } from 'kysely';
import type { FlowTables } from '../flow/tables.ts';
import type { QueueTables } from '../queue/tables.ts';
import type { PositionTables } from '../runner/positions.ts';
import type { TicketTables } from '../ticket/tables.ts';

/** Every table of the read models. Columns hold texts and numbers alone, so that SQLite and PostgreSQL take the same queries; a driver must give `bigint` as a number. */
export interface ReadModelTables extends PositionTables, TicketTables, QueueTables, FlowTables {}

/** An open database of read models. One handle runs one thing at a time: give the projector and the readers a handle each. */
export type ReadModels = Kysely<ReadModelTables>;
export type ReadModelsTransaction = Transaction<ReadModelTables>;

/**
 * Runs reads that belong together on one state of the database: a page, its total and the position they are true for.
 * Not pure: it reads.
 */
export const readTogether = <Result>(
  db: ReadModels,
  read: (trx: ReadModelsTransaction) => Promise<Result>,
): Promise<Result> =>
  db.transaction().setAccessMode('read only').setIsolationLevel('repeatable read').execute(read);
