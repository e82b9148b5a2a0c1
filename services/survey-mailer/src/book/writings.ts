import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import type { Book, SurveyKey } from './book.ts';

type Writings = Pick<Book, 'take' | 'begin' | 'end' | 'putOff' | 'settle' | 'recover'>;

const one = 'where ticket_id = ? and episode = ?';
const lostReason = 'the mailer ended while it was being sent';

/** What is written into the book; each call is one transaction. */
export const writings = (db: DatabaseSync): Writings => {
  const run = (sql: string, ...values: SQLInputValue[]) => db.prepare(sql).run(...values);
  const update = (assignments: string, { ticketId, episode }: SurveyKey, ...values: SQLInputValue[]) =>
    run(`update survey set ${assignments} ${one}`, ...values, ticketId, episode);
  const together = <Result>(work: () => Result): Result => {
    db.exec('begin immediate');
    try {
      const result = work();
      db.exec('commit');
      return result;
    } catch (error) {
      db.exec('rollback');
      throw error;
    }
  };
  return {
    take: (surveys, faulty, position) =>
      together(() => {
        const insert = db.prepare(
          `insert or ignore into survey values (?, ?, ?, ?, ?, ?, 'due', 0, ?, null)`,
        );
        for (const { ticketId, episode, position: at, sendAfter, closesAt, messageId } of surveys)
          insert.run(ticketId, episode, at, sendAfter, closesAt, messageId, Date.parse(sendAfter));
        for (const { position: at, stream, reason } of faulty)
          run('insert or ignore into faulty_event values (?, ?, ?)', at, stream, reason);
        run('update reader set position = max(position, ?)', position);
      }),
    begin: (key, at) =>
      together(() => {
        update(`status = 'sending', attempts = attempts + 1`, key);
        // The reason of the attempt is what the one before came to.
        run(
          `insert into attempt select ticket_id, episode, attempts, ?, 'begun', reason from survey ${one}`,
          at,
          key.ticketId,
          key.episode,
        );
      }),
    end: (key, outcome, nextAtMs, detail) =>
      together(() => {
        const status = outcome === 'sent' ? 'sent' : 'due';
        update('status = ?, next_at_ms = ?, reason = ?', key, status, nextAtMs, detail);
        run(
          `update attempt set outcome = ?, detail = ? ${one} and outcome = 'begun'`,
          outcome,
          detail,
          key.ticketId,
          key.episode,
        );
      }),
    putOff: (key, nextAtMs, reason) => void update('next_at_ms = ?, reason = ?', key, nextAtMs, reason),
    settle: (key, status, reason) => void update('status = ?, reason = ?', key, status, reason),
    recover: (nowMs) =>
      together(() => {
        run(`update attempt set outcome = 'unknown', detail = ? where outcome = 'begun'`, lostReason);
        const { changes } = run(
          `update survey set status = 'due', next_at_ms = ?, reason = ? where status = 'sending'`,
          nowMs,
          lostReason,
        );
        return Number(changes);
      }),
  };
};
