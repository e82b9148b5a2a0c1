import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import { mailStatusSchema, type MailKind, type MailStatus } from '@caselog/api-contract';
import type { Book } from './book.ts';
import type { BookedMail } from './mail.ts';

interface Row {
  mail_id: string;
  kind: MailKind;
  ticket_id: string;
  episode: number | null;
  number: number | null;
  revision: number;
  position: number;
  planned_at: string;
  send_after: string;
  closes_at: string | null;
  status: MailStatus;
  attempts: number;
  next_at_ms: number;
  sent_at_ms: number | null;
  reason: string | null;
}

const toMail = (record: Record<string, unknown>): BookedMail => {
  const row = record as unknown as Row;
  return {
    mailId: row.mail_id,
    kind: row.kind,
    ticketId: row.ticket_id,
    episode: row.episode,
    number: row.number,
    revision: row.revision,
    position: row.position,
    plannedAt: row.planned_at,
    sendAfter: row.send_after,
    closesAt: row.closes_at,
    status: row.status,
    attempts: row.attempts,
    nextAtMs: row.next_at_ms,
    sentAtMs: row.sent_at_ms,
    reason: row.reason,
  };
};

type Readings = Pick<
  Book,
  | 'position'
  | 'fence'
  | 'writesTo'
  | 'due'
  | 'nextAtMs'
  | 'surveysTo'
  | 'find'
  | 'findMarked'
  | 'count'
  | 'list'
>;

const list =
  (db: DatabaseSync): Book['list'] =>
  ({ limit, after, ...wanted }) => {
    const columns = { status: 'status', kind: 'kind', ticketId: 'ticket_id' } as const;
    const given = Object.entries(columns).flatMap(([key, column]) => {
      const value = wanted[key as keyof typeof columns];
      return value === undefined ? [] : [{ sql: `${column} = ?`, values: [value] as SQLInputValue[] }];
    });
    const behind = after && { sql: '(position, mail_id) < (?, ?)', values: [after.position, after.mailId] };
    const conditions = behind ? [...given, behind] : given;
    const where = conditions.length === 0 ? '' : `where ${conditions.map(({ sql }) => sql).join(' and ')}`;
    return db
      .prepare(`select * from mail ${where} order by position desc, mail_id desc limit ?`)
      .all(...conditions.flatMap(({ values }) => values), limit)
      .map(toMail);
  };

/** Mails with something left to do, in the words of the index that holds them. */
const isOpen = `status in ('due', 'sent')`;

/** Among so many whose turn has come the oldest goes first; a longer backlog is taken by turns, so as not to be read through for each. */
const inViewMax = 256;

/** What the book is asked. */
export const readings = (db: DatabaseSync): Readings => {
  const get = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).get(...values);
  const all = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).all(...values);
  const knows = db.prepare('select 1 from correspondent where ticket_id = ?');
  return {
    position: () => Number(get('select position from reader')!.position),
    fence: () => {
      const { fence } = get('select fence from reader')!;
      return fence === null ? undefined : Number(fence);
    },
    writesTo: (ticketId) => knows.get(ticketId) !== undefined,
    due: (nowMs, limit, recordingOnly) =>
      all(
        `select * from (
           select * from mail where ${isOpen} ${recordingOnly ? `and status = 'sent'` : ''} and next_at_ms <= ?
           order by next_at_ms, position, number limit ${inViewMax}
         ) order by position, number limit ?`,
        nowMs,
        limit,
      ).map(toMail),
    nextAtMs: () => {
      const next = get(`select min(next_at_ms) as at from mail where ${isOpen}`);
      return next?.at === null || next?.at === undefined ? undefined : Number(next.at);
    },
    surveysTo: (mailId, fromMs, toMs) =>
      Number(
        get(
          `select count(*) as count from mail, (select requester_id as wanted from mail where mail_id = ?)
           where kind = 'survey' and requester_id = wanted and mail_id <> ? and sent_at_ms >= ? and sent_at_ms < ?`,
          mailId,
          mailId,
          fromMs,
          toMs,
        )!.count,
      ),
    find: (mailId) => {
      const row = get('select * from mail where mail_id = ?', mailId);
      return row && toMail(row);
    },
    findMarked: (mark) => {
      const row = get('select * from mail where mark = ?', mark);
      return row && toMail(row);
    },
    count: () => {
      const counted = all('select status, count(*) as count from mail group by status');
      const none = mailStatusSchema.options.map((status) => [status, 0]);
      return Object.fromEntries([
        ...none,
        ...counted.map(({ status, count }) => [status, Number(count)]),
      ]) as Record<MailStatus, number>;
    },
    list: list(db),
  };
};
