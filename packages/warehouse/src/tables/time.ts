import type { ClockEpisode, ClockInterval, Target } from '@caselog/sla';
import { columnOf, type Cell, type Table } from '../column.ts';
import { partColumns } from './tickets.ts';

/** Something of a ticket's account. */
export interface Accounted<Thing> {
  readonly ticketId: string;
  readonly thing: Thing;
}

const episode = columnOf<Accounted<ClockEpisode>>();

export const episodes: Table<Accounted<ClockEpisode>> = {
  name: 'episodes',
  doc: 'Every stretch of a ticket’s life from an opening or reopening to its resolution.',
  columns: [
    episode('ticket_id', 'VARCHAR', 'the ticket', ({ ticketId }) => ticketId),
    episode('episode', 'INTEGER', 'its number, from 1', ({ thing }) => thing.number),
    episode('started_at', 'TIMESTAMP', 'when it began', ({ thing }) => thing.fromMs),
    episode('resolved_at', 'TIMESTAMP', 'when it was resolved; null while it goes on', ({ thing }) =>
      thing.closedBy === undefined ? null : thing.toMs,
    ),
    episode('opened_by', 'VARCHAR', 'the event it began with', ({ thing }) => thing.openedBy),
    episode('closed_by', 'VARCHAR', 'the event it ended with', ({ thing }) => thing.closedBy),
    ...partColumns<Accounted<ClockEpisode>>(({ thing }) => thing.summary),
  ],
};

const interval = columnOf<Accounted<ClockInterval>>();

export const clockIntervals: Table<Accounted<ClockInterval>> = {
  name: 'clock_intervals',
  doc: 'Every stretch of a ticket’s time with one owner, without a gap or an overlap.',
  columns: [
    interval('ticket_id', 'VARCHAR', 'the ticket', ({ ticketId }) => ticketId),
    interval('episode', 'INTEGER', 'the episode it belongs to', ({ thing }) => thing.episode),
    interval(
      'owner',
      'VARCHAR',
      '`desk`, `requester`, `third-party`, `closed-hours` or `nobody`',
      ({ thing }) => thing.owner,
    ),
    interval(
      'holder',
      'VARCHAR',
      'who held the ticket, also while closed hours owned the time',
      ({ thing }) => thing.holder,
    ),
    interval('state', 'VARCHAR', 'the state of the ticket', ({ thing }) => thing.state),
    interval('from_at', 'TIMESTAMP', 'when it began', ({ thing }) => thing.fromMs),
    interval(
      'to_at',
      'TIMESTAMP',
      'when it ended; of one that goes on, up to when it was accounted',
      ({ thing }) => thing.toMs,
    ),
    interval('lasts_ms', 'BIGINT', 'how long it lasted', ({ thing }) => thing.toMs - thing.fromMs),
    interval('goes_on', 'BOOLEAN', 'whether it had not ended', ({ thing }) => thing.endsWith === 'now'),
    interval(
      'opened_by',
      'VARCHAR',
      'the event that put the ticket where it stood',
      ({ thing }) => thing.openedBy,
    ),
    interval(
      'closed_by',
      'VARCHAR',
      'the event it ended with; null when it ended with the hours',
      ({ thing }) => thing.closedBy,
    ),
  ],
};

const target = columnOf<Accounted<Target>>();
/** What only targets in some states have. */
const has = (key: 'dueAtMs' | 'missedAtMs', { thing }: Accounted<Target>): Cell =>
  (thing as Partial<Record<typeof key, number>>)[key];

export const targets: Table<Accounted<Target>> = {
  name: 'targets',
  doc: 'Every promise to a requester: a budget of the desk’s own time.',
  columns: [
    target('ticket_id', 'VARCHAR', 'the ticket', ({ ticketId }) => ticketId),
    target('episode', 'INTEGER', 'the episode', ({ thing }) => thing.episode),
    target('kind', 'VARCHAR', '`first-response`, `next-response` or `resolution`', ({ thing }) => thing.kind),
    target(
      'state',
      'VARCHAR',
      '`met`, `missed`, `running`, `paused` or `cancelled`',
      ({ thing }) => thing.state,
    ),
    target('started_at', 'TIMESTAMP', 'since when it was owed', ({ thing }) => thing.startedAtMs),
    target('budget_ms', 'BIGINT', 'how much of the desk’s time was promised', ({ thing }) => thing.budgetMs),
    target('used_ms', 'BIGINT', 'how much of it is used', ({ thing }) => thing.usedMs),
    target('due_at', 'TIMESTAMP', 'when it is due if the desk keeps the ticket', (row) =>
      has('dueAtMs', row),
    ),
    target('missed_at', 'TIMESTAMP', 'when the budget ran out', (row) => has('missedAtMs', row)),
    target('ended_at', 'TIMESTAMP', 'when it was fulfilled or no longer owed', ({ thing }) =>
      'end' in thing ? thing.end?.atMs : null,
    ),
  ],
};
