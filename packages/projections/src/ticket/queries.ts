import { lifecycleStates, type Lifecycle, type TicketEventType, type TicketState } from '@caselog/ticket';
import type { Selectable } from 'kysely';
import { readTogether, type ReadModels } from '../database/schema.ts';
import { stateOf } from '../fold/state-columns.ts';
import { assertLimit } from '../paging.ts';
import { positionOf } from '../runner/positions.ts';
import type { TicketTables } from './tables.ts';

export interface TicketDetails {
  readonly ticketId: string;
  /** Where it stands in the chart, and its context: what the chart needs to say which commands are allowed. */
  readonly state: TicketState;
  readonly lifecycle: Lifecycle;
  /** When the present lifecycle state was entered. Instants are ISO 8601 UTC. */
  readonly stateSince: string;
  /** Personal: free text. */
  readonly subject: string;
  readonly channel: string | null;
  /** The log and case an imported ticket stands for. */
  readonly source: { readonly log: string; readonly caseId: string } | null;
  readonly openedAt: string;
  readonly updatedAt: string;
  readonly resolvedAt: string | null;
  /** How often it was worked on, from 1: each reopening begins another episode. */
  readonly episodes: number;
  readonly revision: number;
  /** Of its last event. */
  readonly position: number;
}

export interface HistoryEntry {
  readonly revision: number;
  readonly position: number;
  readonly type: TicketEventType;
  /** When it happened, and when the ledger took it. */
  readonly at: string;
  readonly recordedAt: string;
  readonly actor: string;
  /** Null for an opening. Different from `lifecycleAfter`: the event walked an edge. */
  readonly lifecycleBefore: Lifecycle | null;
  readonly lifecycleAfter: Lifecycle;
  /** The transition was concluded, not recorded by its source. */
  readonly inferred: boolean;
  readonly episode: number;
  /** As the ledger holds it, personal fields included. */
  readonly data: unknown;
}

export interface HistoryPage {
  readonly entries: readonly HistoryEntry[];
  /** Give it as `after` to read on; null at the end. */
  readonly next: number | null;
}

export const detailsOf = (row: Selectable<TicketTables['ticket']>): TicketDetails => {
  const state = stateOf(row);
  return {
    ticketId: row.ticket_id,
    state,
    lifecycle: state.configuration.lifecycle,
    stateSince: row.state_since,
    subject: row.subject,
    channel: row.channel,
    source:
      row.source_log !== null && row.source_case !== null
        ? { log: row.source_log, caseId: row.source_case }
        : null,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
    resolvedAt: row.resolved_at,
    episodes: row.episode,
    revision: row.revision,
    position: row.position,
  };
};

const lifecycleOf = (text: string): Lifecycle => lifecycleStates.find((state) => state === text)!;

const entryOf = (row: Selectable<TicketTables['ticket_event']>): HistoryEntry => ({
  revision: row.revision,
  position: row.position,
  type: row.type as TicketEventType,
  at: row.at,
  recordedAt: row.recorded_at,
  actor: row.actor,
  lifecycleBefore: row.lifecycle_before === null ? null : lifecycleOf(row.lifecycle_before),
  lifecycleAfter: lifecycleOf(row.lifecycle_after),
  inferred: row.inferred === 1,
  episode: row.episode,
  data: JSON.parse(row.data) as unknown,
});

/** One ticket as it stands, undefined when the read model has none of this id. */
export const ticketDetails = async (db: ReadModels, ticketId: string): Promise<TicketDetails | undefined> => {
  const row = await db.selectFrom('ticket').selectAll().where('ticket_id', '=', ticketId).executeTakeFirst();
  return row && detailsOf(row);
};

/** Up to `limit` tickets in the order of their ids, behind `after`: to walk over all of them. */
export const ticketsById = async (
  db: ReadModels,
  { after = '', limit }: { readonly after?: string; readonly limit: number },
): Promise<readonly TicketDetails[]> => {
  assertLimit(limit);
  const rows = await db
    .selectFrom('ticket')
    .selectAll()
    .where('ticket_id', '>', after)
    .orderBy('ticket_id')
    .limit(limit)
    .execute();
  return rows.map(detailsOf);
};

/** A ticket's history in order, behind the revision `after`; empty when there is no such ticket. @throws InvalidLimitError */
export const ticketHistory = async (
  db: ReadModels,
  ticketId: string,
  { after = -1, limit }: { readonly after?: number; readonly limit: number },
): Promise<HistoryPage> => {
  assertLimit(limit);
  const rows = await db
    .selectFrom('ticket_event')
    .innerJoin('ticket', 'ticket.opened_position', 'ticket_event.opened_position')
    .selectAll('ticket_event')
    .where('ticket.ticket_id', '=', ticketId)
    .where('ticket_event.revision', '>', after)
    .orderBy('ticket_event.revision')
    .limit(limit + 1)
    .execute();
  const entries = rows.slice(0, limit).map(entryOf);
  return { entries, next: rows.length > limit ? entries.at(-1)!.revision : null };
};

/** The subjects of some tickets, by id: for pages that may show them beside rows that hold nothing personal. */
export const ticketSubjects = async (
  db: ReadModels,
  ticketIds: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  if (ticketIds.length === 0) return new Map();
  const rows = await db
    .selectFrom('ticket')
    .select(['ticket_id', 'subject'])
    .where('ticket_id', 'in', ticketIds)
    .execute();
  return new Map(rows.map(({ ticket_id, subject }) => [ticket_id, subject]));
};

/** How many tickets there are, and up to which position that is true. */
export const ticketCount = (
  db: ReadModels,
): Promise<{ readonly tickets: number; readonly position: number }> =>
  readTogether(db, async (trx) => {
    const { tickets } = await trx
      .selectFrom('ticket')
      .select(({ fn }) => fn.countAll().as('tickets'))
      .executeTakeFirstOrThrow();
    return { tickets: Number(tickets), position: await positionOf(trx, 'ticket') };
  });
