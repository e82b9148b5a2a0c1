import type { RecordedEvent } from '@caselog/event-store';
import { ticketIdOf, type TicketState } from '@caselog/ticket';
import { columnOf, type Table } from '../column.ts';

/** An event of the ledger, with where it left its ticket. */
export interface EventRow {
  readonly recorded: RecordedEvent;
  readonly data: unknown;
  /** Undefined for what is no ticket's. */
  readonly after: TicketState | undefined;
}

const column = columnOf<EventRow>();
const metadataText = ({ recorded }: EventRow, key: string): string | undefined => {
  const value = recorded.metadata[key];
  return typeof value === 'string' ? value : undefined;
};
const isInferred = ({ data }: EventRow): boolean =>
  typeof data === 'object' && data !== null && 'inferred' in data && data.inferred === true;

export const events: Table<EventRow> = {
  name: 'events',
  doc: 'Every event of the ledger.',
  columns: [
    column('position', 'BIGINT', 'its place in the ledger', ({ recorded }) => recorded.position),
    column('stream', 'VARCHAR', 'whose event it is, as `ticket-…`', ({ recorded }) => recorded.stream),
    column('ticket_id', 'VARCHAR', 'the ticket; null for what is no ticket’s', ({ recorded }) =>
      ticketIdOf(recorded.stream),
    ),
    column('revision', 'INTEGER', 'its place in its stream, from 0', ({ recorded }) => recorded.revision),
    column('event_id', 'VARCHAR', 'its id', ({ recorded }) => recorded.id),
    column('type', 'VARCHAR', 'what happened', ({ recorded }) => recorded.type),
    column('occurred_at', 'TIMESTAMP', 'when it happened', ({ recorded }) => recorded.metadata.occurredAt),
    column(
      'recorded_at',
      'TIMESTAMP',
      'when the ledger took it',
      ({ recorded }) => recorded.metadata.recordedAt,
    ),
    column('actor', 'VARCHAR', 'who acted: an id or a role', ({ recorded }) => recorded.metadata.actor),
    column(
      'command_id',
      'VARCHAR',
      'the command that caused it',
      ({ recorded }) => recorded.metadata.commandId,
    ),
    column('policy_version', 'VARCHAR', 'the policy it was recorded under', (row) =>
      metadataText(row, 'policyVersion'),
    ),
    column('chart_version', 'VARCHAR', 'the statechart it was recorded under', (row) =>
      metadataText(row, 'chartVersion'),
    ),
    column(
      'state',
      'VARCHAR',
      'the state of the ticket after it',
      ({ after }) => after?.configuration.lifecycle,
    ),
    column('episode', 'INTEGER', 'the episode of the ticket after it', ({ after }) => after?.context.episode),
    column(
      'priority',
      'VARCHAR',
      'the priority of the ticket after it',
      ({ after }) => after?.context.priority,
    ),
    column('assignee', 'VARCHAR', 'who had the ticket after it', ({ after }) => after?.context.assigneeId),
    column('team', 'VARCHAR', 'which team had the ticket after it', ({ after }) => after?.context.team),
    column(
      'inferred',
      'BOOLEAN',
      'whether no source recorded it: it was concluded from what came after',
      isInferred,
    ),
    column(
      'data',
      'JSON',
      'what it tells; personal data are withheld unless they were asked for',
      ({ data }) => JSON.stringify(data),
    ),
  ],
};

/** A transition of a ticket. */
export interface TransitionRow extends EventRow {
  readonly before: TicketState | undefined;
  /** When the ticket came into the state it left; undefined for an opening. */
  readonly sinceMs: number | undefined;
}

const move = columnOf<TransitionRow>();

export const transitions: Table<TransitionRow> = {
  name: 'transitions',
  doc: 'Every event by which a ticket came into another state, its opening among them.',
  columns: [
    move('position', 'BIGINT', 'the place of the event in the ledger', ({ recorded }) => recorded.position),
    move('ticket_id', 'VARCHAR', 'the ticket', ({ recorded }) => ticketIdOf(recorded.stream)),
    move('episode', 'INTEGER', 'the episode it led into', ({ after }) => after?.context.episode),
    move(
      'from_state',
      'VARCHAR',
      'the state it left; null: it was opened',
      ({ before }) => before?.configuration.lifecycle,
    ),
    move('to_state', 'VARCHAR', 'the state it came into', ({ after }) => after?.configuration.lifecycle),
    move('type', 'VARCHAR', 'the type of the event', ({ recorded }) => recorded.type),
    move('occurred_at', 'TIMESTAMP', 'when it happened', ({ recorded }) => recorded.metadata.occurredAt),
    move('held_ms', 'BIGINT', 'how long it had been in the state it left', ({ recorded, sinceMs }) =>
      sinceMs === undefined ? null : Date.parse(recorded.metadata.occurredAt) - sinceMs,
    ),
    move('actor', 'VARCHAR', 'who acted', ({ recorded }) => recorded.metadata.actor),
    move('inferred', 'BOOLEAN', 'whether no source recorded it', isInferred),
  ],
};
