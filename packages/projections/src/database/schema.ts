import { databaseKind, type QuarantineTables } from '@caselog/database';
import { sql, type Kysely, type Transaction } from 'kysely';
import type { FlowTables } from '../flow/tables.ts';
import type { QueueTables } from '../queue/tables.ts';
import type { RebuildTables } from '../rebuild/tables.ts';
import type { PositionTables } from '../runner/positions.ts';
import type { ShardTables } from '../share/tables.ts';
import type { TicketTables } from '../ticket/tables.ts';

/** Every table of the read models. Columns hold texts and numbers alone, so that SQLite and PostgreSQL take the same queries. */
export interface ReadModelTables
  extends
    PositionTables,
    ShardTables,
    RebuildTables,
    QuarantineTables,
    TicketTables,
    QueueTables,
    FlowTables {}

/** An open database of read models. On SQLite one handle runs one thing at a time: give the projector and the readers a handle each. */
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
  db
    .transaction()
    .setAccessMode('read only')
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      // PostgreSQL finds tables by their names of this moment, and rows by the state it saw first: a swap of tables in between would show
      // rows of one and the position of the other. The swap takes this gate alone, so all that follows is from one side of it.
      if (databaseKind(db) === 'postgres') await sql`lock table projection in access share mode`.execute(trx);
      return read(trx);
    });
