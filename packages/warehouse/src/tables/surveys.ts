import type { ToldEvent, ToldTicket } from '@caselog/history';
import type { EventData } from '@caselog/ticket';
import { columnOf, type Table } from '../column.ts';

/** One survey, as far as it went. */
export interface SurveyRow {
  readonly ticketId: string;
  readonly episode: number;
  readonly assignee: string | null;
  readonly team: string | null;
  readonly scheduledAt: string | null;
  readonly sentAt: string | null;
  readonly endedAt: string | null;
  readonly ended: string | null;
  readonly score: number | null;
  readonly comment: string | null;
}

const ends: Readonly<Record<string, string>> = {
  SurveyAnswered: 'answered',
  SurveyLapsed: 'lapsed',
  SurveyBounced: 'bounced',
  SurveyDeclined: 'declined',
  SurveySuppressed: 'suppressed',
};

type Change = Omit<SurveyRow, 'ticketId' | 'episode'>;

const changeOf = ({ recorded, data }: ToldEvent): Partial<Change> | undefined => {
  const { type, metadata } = recorded;
  const at = metadata.occurredAt;
  if (type === 'TicketResolved') {
    const { assigneeId: assignee, team } = (recorded.data as EventData<'TicketResolved'>).resolvedBy;
    return { assignee, team };
  }
  if (type === 'SurveyScheduled') return { scheduledAt: at };
  if (type === 'SurveySent') return { sentAt: at };
  const { score = null, comment = null } = data as { score?: number; comment?: string | null };
  // It was over when it was answered first.
  if (type === 'SurveyAnswerChanged') return { score, comment };
  const ended = ends[type];
  if (ended === undefined) return undefined;
  return { endedAt: at, ended, ...(type === 'SurveyAnswered' && { score, comment }) };
};

const nothing: Change = {
  assignee: null,
  team: null,
  scheduledAt: null,
  sentAt: null,
  endedAt: null,
  ended: null,
  score: null,
  comment: null,
};

/** The surveys of a ticket. Pure. */
export const surveyRows = ({ ticketId, events }: ToldTicket): readonly SurveyRow[] => {
  const rows = new Map<number, SurveyRow>();
  for (const event of events) {
    const change = changeOf(event);
    if (!change) continue;
    const { episode } = event.after.context;
    rows.set(episode, { ticketId, episode, ...(rows.get(episode) ?? nothing), ...change });
  }
  // A resolution alone is no survey.
  return [...rows.values()].filter(({ scheduledAt, ended }) => scheduledAt !== null || ended !== null);
};

const survey = columnOf<SurveyRow>();

export const surveys: Table<SurveyRow> = {
  name: 'surveys',
  doc: 'Every survey: one for each episode that had one.',
  columns: [
    survey('ticket_id', 'VARCHAR', 'the ticket', ({ ticketId }) => ticketId),
    survey('episode', 'INTEGER', 'the episode whose handling it asks about', ({ episode }) => episode),
    survey('assignee', 'VARCHAR', 'who resolved the ticket', ({ assignee }) => assignee),
    survey('team', 'VARCHAR', 'which team resolved it', ({ team }) => team),
    survey('scheduled_at', 'TIMESTAMP', 'when it was planned', ({ scheduledAt }) => scheduledAt),
    survey('sent_at', 'TIMESTAMP', 'when it was mailed', ({ sentAt }) => sentAt),
    survey('ended_at', 'TIMESTAMP', 'when it was over', ({ endedAt }) => endedAt),
    survey(
      'ended',
      'VARCHAR',
      '`answered`, `lapsed`, `bounced`, `declined` or `suppressed`; null while it goes on',
      ({ ended }) => ended,
    ),
    survey('score', 'INTEGER', 'the last answer: 1 to 5', ({ score }) => score),
    survey(
      'comment',
      'VARCHAR',
      'what was said with it: personal, so withheld unless it was asked for',
      ({ comment }) => comment,
    ),
  ],
};
