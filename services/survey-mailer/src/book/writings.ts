import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Book, Planned } from './book.ts';

type Writings = Pick<
  Book,
  'raiseFence' | 'take' | 'plan' | 'begin' | 'end' | 'putOff' | 'settle' | 'note' | 'recover'
>;

const lostReason = 'the mailer ended while it was being sent';

/** A mail about a command may be told by several of its events: the one that says most names it. */
const insertMail = `
  insert into mail values (?1, mark_of(?1), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13, ?14, ?15)
  on conflict (mail_id) do update set
    kind = iif(status = 'due' and kind = 'reply', excluded.kind, kind),
    requester_id = iif(requester_id = '', excluded.requester_id, requester_id)`;

const valuesOf = ({ known, ...mail }: Planned): SQLInputValue[] => [
  mail.mailId,
  mail.kind,
  mail.ticketId,
  mail.episode,
  mail.number,
  mail.revision,
  mail.position,
  mail.plannedAt,
  mail.sendAfter,
  mail.closesAt,
  mail.requesterId,
  known?.status ?? 'due',
  Date.parse(mail.sendAfter),
  known?.sentAtMs ?? null,
  known?.reason ?? null,
];

interface Writer {
  readonly run: (sql: string, ...values: SQLInputValue[]) => { readonly changes: number | bigint };
  readonly update: (assignments: string, mailId: string, ...values: SQLInputValue[]) => void;
  /** One transaction. */
  readonly together: <Result>(work: () => Result) => Result;
}

const writerOf = (db: DatabaseSync): Writer => {
  const run: Writer['run'] = (sql, ...values) => db.prepare(sql).run(...values);
  return {
    run,
    update: (assignments, mailId, ...values) =>
      void run(`update mail set ${assignments} where mail_id = ?`, ...values, mailId),
    together: (work) => {
      db.exec('begin immediate');
      try {
        const result = work();
        db.exec('commit');
        return result;
      } catch (error) {
        db.exec('rollback');
        throw error;
      }
    },
  };
};

/** Attempts are written down before they begin and ended after. */
const attempts = ({ run, update, together }: Writer): Pick<Book, 'begin' | 'end' | 'recover'> => ({
  begin: (mailId, at) =>
    together(() => {
      update(`status = 'sending', attempts = attempts + 1, sent_at_ms = ?`, mailId, Date.parse(at));
      // The reason of the attempt is what the one before came to.
      run(
        `insert into attempt select mail_id, attempts, ?, 'begun', reason from mail where mail_id = ?`,
        at,
        mailId,
      );
    }),
  end: (mailId, outcome, nextAtMs, detail) =>
    together(() => {
      const status = outcome === 'sent' ? 'sent' : 'due';
      run(
        `update mail set status = ?, next_at_ms = ?, reason = ?, sent_at_ms = iif(? = 'sent', sent_at_ms, null)
         where mail_id = ? and status = 'sending'`,
        status,
        nextAtMs,
        detail,
        status,
        mailId,
      );
      run(
        `update attempt set outcome = ?, detail = ? where mail_id = ? and outcome = 'begun'`,
        outcome,
        detail,
        mailId,
      );
    }),
  recover: (nowMs) =>
    together(() => {
      run(`update attempt set outcome = 'unknown', detail = ? where outcome = 'begun'`, lostReason);
      const { changes } = run(
        `update mail set status = 'due', next_at_ms = ?, reason = ? where status = 'sending'`,
        nowMs,
        lostReason,
      );
      return Number(changes);
    }),
});

/** What is written into the book; each call is one transaction. */
export const writings = (db: DatabaseSync): Writings => {
  const writer = writerOf(db);
  const { run, update, together } = writer;
  const insert = (mails: readonly Planned[]): void => {
    const statement = db.prepare(insertMail);
    for (const mail of mails) statement.run(...valuesOf(mail));
  };
  return {
    ...attempts(writer),
    raiseFence: (position) => void run('update reader set fence = ?', position),
    take: ({ mails, correspondents, faulty, position }) =>
      together(() => {
        insert(mails);
        for (const ticketId of correspondents)
          run('insert or ignore into correspondent values (?)', ticketId);
        for (const { position: at, stream, reason } of faulty)
          run('insert or ignore into faulty_event values (?, ?, ?)', at, stream, reason);
        run('update reader set position = max(position, ?)', position);
      }),
    plan: (mails) => together(() => insert(mails)),
    putOff: (mailId, nextAtMs, reason) => update('next_at_ms = ?, reason = ?', mailId, nextAtMs, reason),
    settle: (mailId, status, reason) => update('status = ?, reason = ?', mailId, status, reason),
    note: (mailId, reason) => update('reason = ?', mailId, reason),
  };
};
