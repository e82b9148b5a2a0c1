import { DatabaseSync } from 'node:sqlite';
import type { RecordedEvent } from '@caselog/event-store';

/** What was found from outside: nothing of the mailer's own program is used. */
export interface MailAudit {
  /** Surveys that the ledger scheduled and that neither went out nor ended otherwise, once everything is quiet. */
  readonly missing: readonly string[];
  /** Mails that arrived more often than attempts with a recorded reason explain. */
  readonly unexplained: readonly string[];
  /** Mails that arrived and that the ledger never asked for. */
  readonly unasked: readonly string[];
}

interface Survey {
  readonly ticketId: string;
  readonly episode: number;
  sent: boolean;
  over: boolean;
}

const endings = new Set([
  'SurveyAnswered',
  'SurveyLapsed',
  'SurveyBounced',
  'SurveyDeclined',
  'SurveySuppressed',
]);

/** Every survey the ledger scheduled, by ticket and episode, and what the ledger says became of it. */
const surveysOf = (events: readonly RecordedEvent[]): Survey[] => {
  const episodes = new Map<string, number>();
  const surveys = new Map<string, Survey>();
  for (const { stream, type } of events.filter((event) => event.stream.startsWith('ticket-'))) {
    const ticketId = stream.slice('ticket-'.length);
    const episode = (episodes.get(ticketId) ?? 1) + (type === 'TicketReopened' ? 1 : 0);
    const before = surveys.get(`${ticketId}.${episodes.get(ticketId) ?? 1}`);
    episodes.set(ticketId, episode);
    if (type === 'SurveyScheduled')
      surveys.set(`${ticketId}.${episode}`, { ticketId, episode, sent: false, over: false });
    if (type === 'SurveySent' && before) before.sent = true;
    if ((endings.has(type) || type === 'TicketReopened') && before) before.over = true;
  }
  return [...surveys.values()];
};

/** Attempts whose outcome the mailer does not know, or that failed: each may have left a mail behind, and says why there is another. */
const explainedOf = (bookPath: string): ReadonlyMap<string, number> => {
  const db = new DatabaseSync(bookPath, { readOnly: true });
  try {
    // A ticket's first mail is known by the ticket, all others by their own ids.
    const rows = db
      .prepare(
        `select iif(kind = 'opened', 'ticket.' || ticket_id, mail.mail_id) as mail_id, count(*) as count
         from attempt join mail on mail.mail_id = attempt.mail_id where outcome in ('unknown', 'failed') group by 1`,
      )
      .all();
    return new Map(rows.map(({ mail_id, count }) => [String(mail_id), Number(count)]));
  } finally {
    db.close();
  }
};

/**
 * Holds the mails that arrived against the ledger and the mailer's book: at most one mail per cause without a recorded reason, and no
 * survey missing. `messageIds`: of every mail that arrived, repeats included. The mailer must have ended.
 */
export const auditMails = (
  events: readonly RecordedEvent[],
  bookPath: string,
  messageIds: readonly string[],
): MailAudit => {
  const explained = explainedOf(bookPath);
  const arrived = new Map<string, number>();
  for (const messageId of messageIds) {
    const mailId = messageId.replace(/^<|@.*$/g, '');
    arrived.set(mailId, (arrived.get(mailId) ?? 0) + 1);
  }
  const surveys = surveysOf(events);
  const asked = new Set(surveys.map(({ ticketId, episode }) => `survey.${ticketId}.${episode}`));
  return {
    missing: surveys
      .filter(({ ticketId, episode, sent, over }) =>
        sent ? !arrived.has(`survey.${ticketId}.${episode}`) : !over,
      )
      .map(({ ticketId, episode }) => `${ticketId} episode ${episode}`),
    unexplained: [...arrived]
      .filter(([mailId, count]) => count > 1 + (explained.get(mailId) ?? 0))
      .map(([mailId, count]) => `${mailId} arrived ${count} times`),
    unasked: [...arrived.keys()].filter(
      (mailId) => /^survey\.[^.]+\.\d+$/.test(mailId) && !asked.has(mailId),
    ),
  };
};
