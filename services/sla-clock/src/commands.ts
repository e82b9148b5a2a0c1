import { toInstant } from '@caselog/env';
import type { CommandEnvelope } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import type { DueRow } from './book.ts';

/** Who the ledger says it was. */
export const clockActor = 'sla-clock';

const commandOf = (row: DueRow): TicketCommand => {
  const { kind, episode } = row;
  const dueAt = toInstant(row.dueAtMs);
  switch (kind) {
    case 'target-warning':
      return { type: 'WarnOfTarget', data: { target: row.target ?? 'first-response', episode, dueAt } };
    case 'target-missed':
      return { type: 'RecordMissedTarget', data: { target: row.target ?? 'first-response', episode, dueAt } };
    case 'reminder':
      return { type: 'IssueReminder', data: { number: row.number ?? 1 } };
    case 'silence':
      return { type: 'ResolveTicket', data: { outcome: { kind: 'no-reply' } } };
    case 'survey-lapse':
      return { type: 'LapseSurvey', data: {} };
    case 'reopen-window':
      return { type: 'CloseReopenWindow', data: { episode, closedAt: dueAt } };
    default:
      return kind satisfies never;
  }
};

/**
 * What a due moment becomes: a command whose id follows from ticket, kind and moment, so that however many clocks fire it,
 * however often, the ledger holds it once. Pure. It names the revision it was worked out on: a ticket that has moved since is
 * looked at again first.
 */
export const envelopeOf = (row: DueRow): CommandEnvelope => ({
  commandId: `sla-clock:${row.kind}:${row.ticketId}:${row.subject}:${row.dueAtMs}`,
  actor: clockActor,
  ticketId: row.ticketId,
  command: commandOf(row),
  expectedRevision: row.revision,
});
