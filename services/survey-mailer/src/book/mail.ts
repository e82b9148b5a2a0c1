import { hash } from 'node:crypto';
import type { MailKind, MailStatus } from '@caselog/api-contract';
import type { Instant, TicketId } from '@caselog/ticket';

/** What identifies a survey. */
export interface SurveyKey {
  readonly ticketId: TicketId;
  readonly episode: number;
}

/** A mail that is to go out, as the ledger told. Nothing here is personal: the address is read from the ledger when the mail goes out. */
export interface PlannedMail {
  /** The same for the same cause, so that nothing is mailed twice for it. */
  readonly mailId: string;
  readonly kind: MailKind;
  readonly ticketId: TicketId;
  /** Of a survey. */
  readonly episode: number | null;
  /** Of a reminder of a survey: the first is 1. */
  readonly number: number | null;
  /** Of the event that caused it. */
  readonly revision: number;
  readonly position: number;
  readonly plannedAt: Instant;
  /** Its turn comes no earlier than this. */
  readonly sendAfter: Instant;
  /** Of a survey: when it ends. */
  readonly closesAt: Instant | null;
}

export interface BookedMail extends PlannedMail {
  readonly status: MailStatus;
  /** How often the mail was handed over, or was about to be. */
  readonly attempts: number;
  readonly nextAtMs: number;
  readonly sentAtMs: number | null;
  /** Why it was skipped, or what the last attempt came to. */
  readonly reason: string | null;
}

/** A survey's mail. Pure. */
export const surveyMailId = ({ ticketId, episode }: SurveyKey): string => `survey.${ticketId}.${episode}`;

/** The survey's reminder with this number. Pure. */
export const surveyReminderId = ({ ticketId, episode }: SurveyKey, number: number): string =>
  `survey-reminder.${ticketId}.${episode}.${number}`;

/** The one mail about what a command did to a ticket, however many events it became. Pure. */
export const noticeId = (ticketId: TicketId, commandId: string): string =>
  `notice.${ticketId}.${hash('sha256', commandId, 'hex').slice(0, 16)}`;

/** The survey a mail's id belongs to, undefined for a notice. Pure. */
export const surveyOfMailId = (mailId: string): SurveyKey | undefined => {
  const [, ticketId, episode] =
    /^survey(?:-reminder)?\.([0-9a-f-]{36})\.(\d{1,6})(?:\.\d+)?$/.exec(mailId) ?? [];
  return ticketId === undefined ? undefined : { ticketId, episode: Number(episode) };
};
