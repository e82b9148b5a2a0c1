import { bulkWriter, takenOver } from '@caselog/database';
import type { RecordedEvent } from '@caselog/event-store';
import { chartVersion, type TicketEventOf } from '@caselog/ticket';
import type { Insertable } from 'kysely';
import type { ReadModels, ReadModelTables } from '../database/schema.ts';
import { isInferred } from '../fold/decode.ts';
import { entryOf, foldColumns, stateColumns, type Entry, type StateColumns } from '../fold/state-columns.ts';
import { TicketFolds, type FoldMemory, type Step } from '../fold/ticket-folds.ts';
import type { Projection } from '../runner/projection.ts';
import { createTicketIndexes, createTicketTables, ticketTables, type TicketTables } from './tables.ts';

/** What an opening said that the ticket's context does not keep, and when its last event happened. */
interface Extra {
  readonly openedPosition: number;
  readonly subject: string;
  readonly channel: string | null;
  readonly sourceLog: string | null;
  readonly sourceCase: string | null;
  updatedAt: string;
}

type TicketRow = Insertable<TicketTables['ticket']>;
type ReferralRow = Insertable<TicketTables['ticket_referral']>;
type EventRow = Insertable<TicketTables['ticket_event']>;

const extraOf = ({ at, data }: TicketEventOf<'TicketOpened'>, { position }: RecordedEvent): Extra => ({
  openedPosition: position,
  subject: data.subject,
  channel: data.channel,
  sourceLog: data.source?.log ?? null,
  sourceCase: data.source?.caseId ?? null,
  updatedAt: at,
});

const load = async (db: ReadModels, ticketIds: readonly string[]): Promise<readonly Entry<Extra>[]> => {
  const rows = await db.selectFrom('ticket').selectAll().where('ticket_id', 'in', ticketIds).execute();
  return rows.map((row) =>
    entryOf(row, {
      openedPosition: row.opened_position,
      subject: row.subject,
      channel: row.channel,
      sourceLog: row.source_log,
      sourceCase: row.source_case,
      updatedAt: row.updated_at,
    }),
  );
};

const ticketRow = (entry: Entry<Extra>, columns: StateColumns): TicketRow => {
  const { state, extra } = entry;
  return {
    ...columns,
    opened_position: extra.openedPosition,
    lifecycle: state.configuration.lifecycle,
    subject: extra.subject,
    channel: extra.channel,
    source_log: extra.sourceLog,
    source_case: extra.sourceCase,
    requester_id: state.context.requesterId,
    customer_id: state.context.customerId,
    opened_at: state.context.openedAt,
    updated_at: extra.updatedAt,
    resolved_at: state.context.resolvedAt,
    episode: state.context.episode,
  };
};

const eventRow = ({ recorded, event, before, entry }: Step<Extra>): EventRow => ({
  opened_position: entry.extra.openedPosition,
  revision: recorded.revision,
  position: recorded.position,
  type: recorded.type,
  at: event.at,
  recorded_at: recorded.metadata.recordedAt,
  actor: recorded.metadata.actor,
  lifecycle_before: before?.configuration.lifecycle ?? null,
  lifecycle_after: entry.state.configuration.lifecycle,
  inferred: isInferred(event) ? 1 : 0,
  episode: entry.state.context.episode,
  data: JSON.stringify(recorded.data),
});

const ticketWriter = () =>
  bulkWriter<ReadModelTables, TicketRow>({
    columns: [
      ...stateColumns,
      'opened_position',
      'lifecycle',
      'subject',
      'channel',
      'source_log',
      'source_case',
      'requester_id',
      'customer_id',
      'opened_at',
      'updated_at',
      'resolved_at',
      'episode',
    ],
    statement: (trx, rows) =>
      trx
        .insertInto('ticket')
        .values(rows)
        .onConflict((conflict) =>
          // What the opening said stays; the rest is as the last event left it.
          conflict
            .column('ticket_id')
            .doUpdateSet(takenOver([...foldColumns, 'lifecycle', 'updated_at', 'resolved_at', 'episode'])),
        ),
  });

const eventWriter = () =>
  bulkWriter<ReadModelTables, EventRow>({
    columns: [
      'opened_position',
      'revision',
      'position',
      'type',
      'at',
      'recorded_at',
      'actor',
      'lifecycle_before',
      'lifecycle_after',
      'inferred',
      'episode',
      'data',
    ],
    statement: (trx, rows) => trx.insertInto('ticket_event').values(rows),
  });

const referralWriter = () =>
  bulkWriter<ReadModelTables, ReferralRow>({
    columns: ['partner_id', 'opened_position'],
    statement: (trx, rows) =>
      trx
        .insertInto('ticket_referral')
        .values(rows)
        .onConflict((conflict) => conflict.doNothing()),
  });

/** By ticket, and within it as they came: the key of the table, in whose order inserting costs less than at random. */
const byTicket = (a: EventRow, b: EventRow): number => a.opened_position - b.opened_position;

/** The partner a step gave the ticket to: none of the log's nameless ones. */
const referralOf = ({ event, entry }: Step<Extra>): readonly ReferralRow[] =>
  event.type === 'TicketReferred' && event.data.partnerId !== null
    ? [{ partner_id: event.data.partnerId, opened_position: entry.extra.openedPosition }]
    : [];

/** Every ticket as it stands, with its full history. Event data, personal fields included, stays as the ledger holds it. */
export const ticketProjection = (memory: FoldMemory = {}): Projection => {
  const folds = new TicketFolds<Extra>({ extraOf, load, ...memory });
  const tickets = ticketWriter();
  const history = eventWriter();
  const referrals = referralWriter();
  let rows: EventRow[] = [];
  let referred: ReferralRow[] = [];
  return {
    name: 'ticket',
    version: `2, chart ${chartVersion}`,
    tables: ticketTables,
    create: createTicketTables,
    createIndexes: createTicketIndexes,
    forget() {
      folds.forget();
      [rows, referred] = [[], []];
    },
    fold: (db, events) =>
      folds.fold(db, events, (step) => {
        step.entry.extra.updatedAt = step.event.at;
        rows.push(eventRow(step));
        referred.push(...referralOf(step));
      }),
    async write(trx) {
      const [happened, partners] = [rows.sort(byTicket), referred];
      [rows, referred] = [[], []];
      await tickets.write(
        trx,
        folds.takeChanged().map((entry) => ticketRow(entry, folds.columnsOf(entry))),
      );
      await history.write(trx, happened);
      await referrals.write(trx, partners);
    },
  };
};
