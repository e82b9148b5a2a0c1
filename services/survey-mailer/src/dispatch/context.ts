import type { Answer } from '@caselog/helpdesk';
import type { TicketCommand } from '@caselog/ticket';
import type { Book } from '../book/book.ts';
import type { SurveyKey } from '../book/mail.ts';
import { mailerActor, type Surroundings, type SurveyMailerOptions } from '../options.ts';

/** What mails are handed over with. */
export interface Dispatch extends SurveyMailerOptions {
  readonly book: Book;
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  readonly signal: AbortSignal;
}

/** The ids of the commands a survey leads to: always the same, so that neither a crash nor a second mailer records anything twice. */
export const surveyCommandId = (
  what: 'sent' | 'suppressed' | 'bounced' | 'declined' | `reminder-${number}` | `answer-${string}`,
  { ticketId, episode }: SurveyKey,
): string => `survey-${what}:${ticketId}:${episode}`;

/** Gives a command about a survey to its ticket, as the mailer. A repeat adds nothing. */
export const recordSurvey = (
  { helpdesk }: Pick<Surroundings, 'helpdesk'>,
  what: Parameters<typeof surveyCommandId>[0],
  key: SurveyKey,
  command: TicketCommand,
): Promise<Answer> =>
  helpdesk.execute({
    commandId: surveyCommandId(what, key),
    actor: mailerActor,
    ticketId: key.ticketId,
    // The ticket may have been reopened and resolved anew: that survey is another one, and its mail not out yet.
    episode: key.episode,
    command,
  });
