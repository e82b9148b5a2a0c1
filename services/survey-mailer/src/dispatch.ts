import { toInstant } from '@caselog/env';
import type { Helpdesk, LoadedTicket } from '@caselog/helpdesk';
import type { EventData } from '@caselog/ticket';
import type { Book, Survey, SurveyKey } from './book/book.ts';
import { backoffMs } from './backoff.ts';
import { composeSurveyMail } from './mail/compose.ts';
import { MailRefusedError, MailServerDownError } from './mail/message.ts';
import { mailerActor, type SurveyMailerOptions } from './options.ts';
import { textsFor } from './texts.ts';
import { signToken } from './token.ts';

/** The ids of the commands a survey leads to: always the same, so that neither a crash nor a second mailer records anything twice. */
export const surveyCommandId = (
  what: 'sent' | 'refused' | 'answer',
  { ticketId, episode }: SurveyKey,
): string => `survey-${what}:${ticketId}:${episode}`;

export interface Dispatch extends SurveyMailerOptions {
  readonly book: Book;
  readonly backoff: { readonly firstMs: number; readonly mostMs: number };
  readonly signal: AbortSignal;
}

/** Records that the survey's mail is out. A repeat adds nothing. */
export const recordSent = (helpdesk: Helpdesk, key: SurveyKey, messageId: string) =>
  helpdesk.execute({
    commandId: surveyCommandId('sent', key),
    actor: mailerActor,
    ticketId: key.ticketId,
    command: { type: 'RecordSurveySent', data: { messageId } },
  });

const openingOf = (ticket: LoadedTicket): EventData<'TicketOpened'> =>
  ticket.history[0]!.data as EventData<'TicketOpened'>;

/** Why no mail is to go out after all, undefined when it is. Pure. */
const obstacle = (survey: Survey, ticket: LoadedTicket | undefined, now: string): string | undefined => {
  if (!ticket) return 'the ticket is gone';
  const { configuration, context } = ticket.state;
  if (context.episode !== survey.episode) return 'the ticket was reopened';
  if (configuration.survey !== 'scheduled') return `the survey is ${configuration.survey}`;
  if (openingOf(ticket).requesterEmail === null) return 'there is no e-mail address';
  return now >= survey.closesAt ? 'the survey closed before it could be sent' : undefined;
};

const mailFor = (survey: Survey, ticket: LoadedTicket, to: string, options: SurveyMailerOptions) => {
  const { key, publicUrl, from, env } = options;
  return composeSurveyMail(textsFor(ticket.state.context.language), {
    messageId: survey.messageId,
    from,
    to,
    about: openingOf(ticket).subject,
    link: `${publicUrl}/survey/${signToken(key, survey, survey.closesAt)}`,
    closesAt: survey.closesAt,
    at: toInstant(env.now()),
  });
};

/** The record of a mail that is out. Refused: the ticket moved on meanwhile, and the mail's link will say so. */
const record = async (survey: Survey, { helpdesk, book, log }: Dispatch): Promise<void> => {
  const answer = await recordSent(helpdesk, survey, survey.messageId);
  if (answer.outcome === 'accepted') book.settle(survey, 'recorded', null);
  else {
    book.settle(survey, 'skipped', 'the ticket moved on while the mail went out');
    log.info({ ticketId: survey.ticketId, episode: survey.episode }, 'survey overtaken');
  }
};

/** The server will never take it: the survey is over, and the ledger says why. */
const giveUp = async (
  survey: Survey,
  error: MailRefusedError,
  { helpdesk, book }: Dispatch,
): Promise<void> => {
  await helpdesk.execute({
    commandId: surveyCommandId('refused', survey),
    actor: mailerActor,
    ticketId: survey.ticketId,
    command: { type: 'SuppressSurvey', data: { reason: error.message } },
  });
  book.settle(survey, 'skipped', error.message);
};

/** Hands the mail over, with the intention written down before and the result after. */
const send = async (survey: Survey, ticket: LoadedTicket, to: string, dispatch: Dispatch): Promise<void> => {
  const { book, env, transport, signal, backoff } = dispatch;
  book.begin(survey, toInstant(env.now()));
  try {
    const taken = await transport.deliver(mailFor(survey, ticket, to, dispatch), signal);
    book.end(survey, 'sent', env.now(), taken);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    book.end(survey, 'failed', env.now() + backoffMs(survey.attempts + 1, backoff, env), reason);
    if (error instanceof MailRefusedError) return giveUp(survey, error, dispatch);
    throw error;
  }
  await record(survey, dispatch);
};

/**
 * Brings one survey as far as it can be brought now: sent and recorded, or skipped with the reason. @throws what kept it from that;
 * the book then holds when to try again.
 */
export const dispatchSurvey = async (survey: Survey, dispatch: Dispatch): Promise<void> => {
  const { book, helpdesk, env, backoff } = dispatch;
  try {
    if (survey.status === 'sent') return await record(survey, dispatch);
    const ticket = await helpdesk.load(survey.ticketId);
    const skipped = obstacle(survey, ticket, toInstant(env.now()));
    const to = ticket && openingOf(ticket).requesterEmail;
    if (skipped !== undefined || !ticket || !to) return book.settle(survey, 'skipped', skipped ?? null);
    return await send(survey, ticket, to, dispatch);
  } catch (error) {
    // What is not the mail's fault is the ledger's: come back later, this survey is no worse than others.
    const isMail = error instanceof Error && error.name.startsWith('Mail');
    if (!isMail) book.putOff(survey, env.now() + backoffMs(1, backoff, env), 'the ledger could not be used');
    throw error;
  }
};

/** Whether an error means that no mail can go out at all. */
export const isServerDown = (error: unknown): boolean => error instanceof MailServerDownError;
