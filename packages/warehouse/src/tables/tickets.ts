import type { ClockSummary } from '@caselog/sla';
import type { EventData } from '@caselog/ticket';
import type { AccountedTicket } from '../account.ts';
import { columnOf, type Column, type Table } from '../column.ts';

const parts = [
  ['desk_ms', 'deskMs', 'our desk'],
  ['requester_ms', 'requesterMs', 'the requester'],
  ['third_party_ms', 'thirdPartyMs', 'third parties'],
  ['closed_hours_ms', 'closedHoursMs', 'closed hours'],
  ['nobody_ms', 'nobodyMs', 'nobody, since it was resolved'],
] as const;

/** The parts of an account of time, which sum to the whole. */
export const partColumns = <Row>(of: (row: Row) => ClockSummary | undefined): readonly Column<Row>[] => [
  ...parts.map(([name, key, owner]) =>
    columnOf<Row>()(name, 'BIGINT', `time owned by ${owner}`, (row) => of(row)?.[key]),
  ),
  columnOf<Row>()('elapsed_ms', 'BIGINT', 'the whole: the sum of these', (row) => of(row)?.elapsedMs),
];

const ticket = columnOf<AccountedTicket>();
const opening = ({ told }: AccountedTicket): Partial<EventData<'TicketOpened'>> =>
  told.events[0]!.data as Partial<EventData<'TicketOpened'>>;

export const tickets: Table<AccountedTicket> = {
  name: 'tickets',
  doc: 'Every ticket as it stands. Time is accounted up to the loading of the warehouse, of a resolved ticket up to its last event.',
  columns: [
    ticket('ticket_id', 'VARCHAR', 'the ticket', ({ told }) => told.ticketId),
    ticket('log', 'VARCHAR', 'the log it was imported from', ({ told }) => told.source?.log),
    ticket('case_id', 'VARCHAR', 'its name in that log', ({ told }) => told.source?.caseId),
    ticket(
      'subject',
      'VARCHAR',
      'what it is about: personal, so withheld unless it was asked for',
      (row) => opening(row).subject,
    ),
    ticket('requester', 'VARCHAR', 'who asked', ({ state }) => state.context.requesterId),
    ticket('customer', 'VARCHAR', 'on behalf of which customer', ({ state }) => state.context.customerId),
    ticket('channel', 'VARCHAR', 'how it came in', (row) => opening(row).channel),
    ticket('language', 'VARCHAR', 'in which language', ({ state }) => state.context.language),
    ticket('priority', 'VARCHAR', 'its priority', ({ state }) => state.context.priority),
    ticket('state', 'VARCHAR', 'its state', ({ state }) => state.configuration.lifecycle),
    ticket('survey', 'VARCHAR', 'how its survey stands', ({ state }) => state.configuration.survey),
    ticket(
      'episodes',
      'INTEGER',
      'how often it was opened: 1, and 1 more for each reopening',
      ({ state }) => state.context.episode,
    ),
    ticket('assignee', 'VARCHAR', 'who has it', ({ state }) => state.context.assigneeId),
    ticket('team', 'VARCHAR', 'which team has it', ({ state }) => state.context.team),
    ticket('partner', 'VARCHAR', 'the partner it was referred to', ({ state }) => state.context.partnerId),
    ticket('outage', 'VARCHAR', 'the outage it is blamed on', ({ state }) => state.context.outageId),
    ticket(
      'outcome',
      'VARCHAR',
      'how it ended; null while it has not, and where a log does not say',
      ({ state }) => state.context.outcome,
    ),
    ticket('opened_at', 'TIMESTAMP', 'when it was opened', ({ state }) => state.context.openedAt),
    ticket(
      'first_responded_at',
      'TIMESTAMP',
      'when it was first replied to',
      ({ state }) => state.context.firstRespondedAt,
    ),
    ticket('resolved_at', 'TIMESTAMP', 'when it was last resolved', ({ state }) => state.context.resolvedAt),
    ticket(
      'last_event_at',
      'TIMESTAMP',
      'when its last event happened',
      ({ told }) => told.events.at(-1)!.recorded.metadata.occurredAt,
    ),
    ticket('events', 'INTEGER', 'how many events it has', ({ told }) => told.events.length),
    ticket(
      'policy_version',
      'VARCHAR',
      'the policy that governs its episode',
      ({ state }) => state.context.policyVersion,
    ),
    ...partColumns<AccountedTicket>(({ ledger }) => ledger?.summary),
  ],
};
