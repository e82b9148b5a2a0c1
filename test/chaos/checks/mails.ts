import type { ParsedMail } from 'mailparser';
import type { LedgerView } from './ledger-view.ts';

/** How often the mail server took the mail of each survey, by ticket and episode. */
const surveyMails = (mails: readonly ParsedMail[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { messageId } of mails) {
    const key = /^<?survey\.(?<key>[0-9a-f-]+\.\d+)@/.exec(messageId ?? '')?.groups?.key;
    if (key !== undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
};

/**
 * What is wrong with the mails: a survey that the ledger says was sent was mailed, and none was mailed more often than the mailer's book
 * holds attempts, each with its reason.
 */
export const mailFaults = (
  mails: readonly ParsedMail[],
  ledger: LedgerView,
  attemptsWithReason: (ticketId: string, episode: number) => number,
): readonly string[] => {
  const counts = surveyMails(mails);
  const faults: string[] = [];
  for (const [key, { ticketId, episode, state }] of ledger.surveys) {
    const count = counts.get(key) ?? 0;
    if (state === 'SurveySent' && count === 0)
      faults.push(`survey ${key} was recorded as sent and never mailed`);
    if (count > 1 && attemptsWithReason(ticketId, episode) < count)
      faults.push(`survey ${key} was mailed ${count} times without a recorded reason`);
  }
  for (const key of counts.keys())
    if (!ledger.surveys.has(key)) faults.push(`survey ${key} was mailed and never scheduled`);
  return faults;
};
