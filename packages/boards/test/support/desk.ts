import { createMemoryStore, type RecordedEvent } from '@caselog/event-store';
import { systemEnv } from '@caselog/env';
import { openPolicyBook } from '@caselog/helpdesk';
import type { TicketEvent, TicketEventType } from '@caselog/ticket';
import type { Policies } from '@caselog/ticket-clock';
import {
  boardNamed,
  CaseTable,
  caseOf,
  drawBoard,
  viewOf,
  type Board,
  type BoardQuery,
  type CaseSource,
} from '../../src/index.ts';

/** The reference desk: Monday to Friday, 08:00 to 18:00 in Los Angeles; one business day to the first response. */
const referencePolicies = (): Promise<Policies> =>
  openPolicyBook({ store: createMemoryStore({ env: systemEnv }), env: systemEnv });

export const policies = await referencePolicies();

/** Something that happened at a time of January 2026, of which the 5th is a Monday: `5 17:00`, in UTC, an hour of desk time being 16:00 to 02:00. */
export type Told = readonly [at: string, type: TicketEventType, data?: object];

const instantOf = (at: string): string => {
  const [, day, time] = /^(\d+) (\d\d:\d\d)$/.exec(at)!;
  return `2026-01-${day!.padStart(2, '0')}T${time}:00.000Z`;
};
export const msOf = (at: string): number => Date.parse(instantOf(at));

const defaults: Partial<Record<TicketEventType, object>> = {
  TicketOpened: {
    requesterId: 'requester-1',
    customerId: 'customer-1',
    requesterEmail: null,
    channel: 'email',
    language: 'en',
    subject: 'no sign-in',
    description: null,
    impact: null,
    priority: 'P2',
  },
  TicketEscalated: { team: null, reason: null },
  TicketReferred: { partnerId: null, brief: null },
  DataRequested: { items: [] },
  WaitEnded: { because: 'resumed' },
  TicketResolved: {
    outcome: { kind: 'answered', answer: 'yes' },
    resolvedBy: { assigneeId: null, team: null },
    reopenableUntil: null,
  },
  TicketReopened: { to: 'triaged', reason: null },
  ReplySent: { channel: 'email', body: 'a reply' },
  RequesterReplied: { channel: 'email', body: 'a reply' },
  SurveySent: { messageId: 'm' },
  SurveyAnswered: { score: 5, comment: null },
  SurveyAnswerChanged: { score: 5, comment: null },
  SurveyBounced: { status: '5.1.1' },
};

export const ticketName = (number: number): string =>
  `0198f3a0-0000-7000-8000-${String(number).padStart(12, '0')}`;

const recordedOf = (
  stream: string,
  revision: number,
  position: number,
  event: { type: string; at: string; data: object },
  recordedAt: string,
): RecordedEvent => ({
  id: `${stream}-${revision}`,
  stream,
  revision,
  position,
  type: event.type,
  data: event.data,
  metadata: {
    commandId: `c-${revision}`,
    actor: 'agent-1',
    occurredAt: event.at,
    recordedAt,
    schemaVersion: 1,
  },
});

/** Ticket `number`'s history; each event recorded when it happened, or at `recorded` where that is said. */
export const historyOf = (number: number, told: readonly Told[], recorded?: string): RecordedEvent[] =>
  told.map(([at, type, data = {}], revision) => {
    const occurredAt = instantOf(at);
    const event = { type, at: occurredAt, data: { ...defaults[type], ...data } };
    const recordedAt = recorded === undefined ? occurredAt : instantOf(recorded);
    return recordedOf(`ticket-${ticketName(number)}`, revision, number * 100 + revision, event, recordedAt);
  });

/** A history of the domain's own events as the ledger holds it. */
export const recordedHistory = (events: readonly TicketEvent[]): RecordedEvent[] =>
  events.map((event, revision) =>
    recordedOf(`ticket-${ticketName(1)}`, revision, revision + 1, event, event.at),
  );

export const sourceOf = (...histories: readonly (readonly RecordedEvent[])[]): CaseSource => {
  const table = new CaseTable();
  for (const history of histories) table.put(history[0]!.stream, caseOf(history, policies));
  return table;
};

/** A desk of tickets told one by one, numbered from 1. */
export const deskOf = (...tickets: readonly (readonly Told[])[]): CaseSource =>
  sourceOf(...tickets.map((told, index) => historyOf(index + 1, told)));

export const drawn = (
  source: CaseSource,
  id: string,
  query: Partial<BoardQuery> & { at?: string } = {},
): Board => {
  const { at = '31 00:00', ...rest } = query;
  return drawBoard(boardNamed(id)!, viewOf(source, { asOfMs: msOf(at), by: 'occurredAt', ...rest }));
};

/** The values of a table, row by row, under the columns named; all of them without names. */
export const valuesOf = (board: Board, tableId: string, ...keys: readonly string[]) => {
  const table = board.tables.find(({ id }) => id === tableId)!;
  const places =
    keys.length === 0
      ? table.columns.map((_, at) => at)
      : keys.map((key) => table.columns.findIndex((one) => one.key === key));
  return table.rows.map(({ cells }) => places.map((at) => cells[at]!.value));
};
