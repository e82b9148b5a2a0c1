import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Book, Survey, SurveyStatus } from './book.ts';

interface Row {
  ticket_id: string;
  episode: number;
  position: number;
  send_after: string;
  closes_at: string;
  message_id: string;
  status: SurveyStatus;
  attempts: number;
  next_at_ms: number;
  reason: string | null;
}

const toSurvey = (row: Row): Survey => ({
  ticketId: row.ticket_id,
  episode: row.episode,
  position: row.position,
  sendAfter: row.send_after,
  closesAt: row.closes_at,
  messageId: row.message_id,
  status: row.status,
  attempts: row.attempts,
  nextAtMs: row.next_at_ms,
  reason: row.reason,
});

/** A ticket's surveys are settled one after the other. */
const firstOfTicket = `not exists (
  select 1 from survey earlier where earlier.ticket_id = survey.ticket_id and earlier.episode < survey.episode
    and earlier.status in ('due', 'sending', 'sent'))`;

type Readings = Pick<Book, 'position' | 'due' | 'nextAtMs' | 'find' | 'count'>;

/** What the book is asked. */
export const readings = (db: DatabaseSync): Readings => {
  const get = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).get(...values);
  const all = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values);
  return {
    position: () => Number(get('select position from reader')!.position),
    due: (nowMs, limit, recordingOnly) =>
      all(
        `select * from survey where status in (${recordingOnly ? `'sent'` : `'due', 'sent'`}) and next_at_ms <= ?
         and ${firstOfTicket} order by position limit ?`,
        nowMs,
        limit,
      ).map((row) => toSurvey(row as unknown as Row)),
    nextAtMs: () => {
      const next = get(
        `select min(next_at_ms) as at from survey where status in ('due', 'sent') and ${firstOfTicket}`,
      );
      return next?.at === null || next?.at === undefined ? undefined : Number(next.at);
    },
    find: ({ ticketId, episode }) => {
      const row = get('select * from survey where ticket_id = ? and episode = ?', ticketId, episode);
      return row ? toSurvey(row as unknown as Row) : undefined;
    },
    count: () =>
      Object.fromEntries(
        all('select status, count(*) as count from survey group by status').map((row) => [
          row.status,
          Number(row.count),
        ]),
      ) as Partial<Record<SurveyStatus, number>>,
  };
};
