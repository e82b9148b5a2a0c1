import { bulkWriter, takenOver } from '@caselog/database';
import { chartVersion, type Lifecycle } from '@caselog/ticket';
import type { Insertable } from 'kysely';
import type { ReadModels, ReadModelTables } from '../database/schema.ts';
import { entryOf, foldColumns, stateColumns, type Entry, type StateColumns } from '../fold/state-columns.ts';
import { TicketFolds, type FoldMemory } from '../fold/ticket-folds.ts';
import type { Projection } from '../runner/projection.ts';
import { createQueueIndexes, createQueueTables, queueTables, type QueueTables } from './tables.ts';

type QueueRow = Insertable<QueueTables['queue_ticket']>;

const over: ReadonlySet<Lifecycle> = new Set(['resolved', 'surveyed']);

/** Whether a ticket in this state is worked on or waited for. Pure. */
const isOpen = (lifecycle: Lifecycle): boolean => !over.has(lifecycle);

const load = async (db: ReadModels, ticketIds: readonly string[]): Promise<readonly Entry<undefined>[]> => {
  const rows = await db
    .selectFrom('queue_ticket')
    .select(stateColumns)
    .where('ticket_id', 'in', ticketIds)
    .execute();
  return rows.map((row) => entryOf(row, undefined));
};

const queueRow = (entry: Entry<undefined>, columns: StateColumns): QueueRow => {
  const { configuration, context } = entry.state;
  return {
    ...columns,
    is_open: isOpen(configuration.lifecycle) ? 1 : 0,
    lifecycle: configuration.lifecycle,
    priority: context.priority,
    opened_at: context.openedAt,
    assignee_id: context.assigneeId,
    team: context.team,
    language: context.language,
  };
};

const queueWriter = () =>
  bulkWriter<ReadModelTables, QueueRow>({
    columns: [
      ...stateColumns,
      'is_open',
      'lifecycle',
      'priority',
      'opened_at',
      'assignee_id',
      'team',
      'language',
    ],
    statement: (trx, rows) =>
      trx
        .insertInto('queue_ticket')
        .values(rows)
        .onConflict((conflict) =>
          conflict
            .column('ticket_id')
            .doUpdateSet(
              takenOver([...foldColumns, 'is_open', 'lifecycle', 'priority', 'assignee_id', 'team']),
            ),
        ),
  });

/** The tickets to work on, by priority, then by time of request. Source: domain, "Priority". */
export const queueProjection = (memory: FoldMemory = {}): Projection => {
  const folds = new TicketFolds<undefined>({ extraOf: () => undefined, load, ...memory });
  const tickets = queueWriter();
  return {
    name: 'queue',
    version: `2, chart ${chartVersion}`,
    tables: queueTables,
    create: createQueueTables,
    createIndexes: createQueueIndexes,
    forget: () => folds.forget(),
    fold: (db, events) => folds.fold(db, events),
    write: (trx) =>
      tickets.write(
        trx,
        folds.takeChanged().map((entry) => queueRow(entry, folds.columnsOf(entry))),
      ),
  };
};
