import { backoffMs } from '@caselog/broadcast';
import { toInstant } from '@caselog/env';
import type { BookedMail, SurveyKey } from '../book/mail.ts';
import { correspondenceOf } from '../correspondence.ts';
import { returnPathFor } from '../bounces/return-path.ts';
import { toPlain, toRich } from '../letters/letter.ts';
import {
  addressOf,
  MailRefusedError,
  MailServerDownError,
  messageIdFor,
  threadIdFor,
  type Mail,
} from '../mail/message.ts';
import { remindersAfter } from '../survey-state.ts';
import { recordSurvey, type Dispatch } from './context.ts';
import type { Draft, Errand } from './draft.ts';
import { draftNotice } from './notice.ts';
import { draftSurvey, isCapped } from './survey.ts';

/** The survey a mail belongs to, undefined for a notice. Pure. */
const surveyOf = ({ ticketId, episode }: BookedMail): SurveyKey | undefined =>
  episode === null ? undefined : { ticketId, episode };

const composed = (
  { mail, nowMs }: Errand,
  { to, letter, headers }: Extract<Draft, { step: 'send' }>,
  { from, bounceAddress, key }: Dispatch,
): Mail => ({
  messageId: messageIdFor(mail, from),
  from,
  to,
  returnPath: bounceAddress === undefined ? addressOf(from) : returnPathFor(mail.mailId, bounceAddress, key),
  subject: letter.subject,
  text: toPlain(letter),
  html: toRich(letter),
  date: new Date(nowMs),
  ...(mail.kind !== 'opened' && { inReplyTo: threadIdFor(mail.ticketId, from) }),
  ...(headers && { headers }),
});

const suppress = async (mail: BookedMail, survey: SurveyKey, reason: string, dispatch: Dispatch) => {
  await recordSurvey(dispatch, 'suppressed', survey, { type: 'SuppressSurvey', data: { reason } });
  dispatch.book.settle(mail.mailId, 'skipped', reason);
};

/** The server will never take it: the survey is over, and the ledger says why. */
const giveUp = async (mail: BookedMail, { status }: MailRefusedError, dispatch: Dispatch): Promise<void> => {
  const survey = surveyOf(mail);
  if (survey)
    await recordSurvey(dispatch, 'bounced', survey, { type: 'RecordSurveyBounce', data: { status } });
  dispatch.book.settle(mail.mailId, 'bounced', `refused: ${status}`);
};

const planReminders = async (mail: BookedMail, survey: SurveyKey, dispatch: Dispatch): Promise<void> => {
  const ticket = await dispatch.helpdesk.load(survey.ticketId);
  if (!ticket || mail.closesAt === null) return;
  const { policy } = await correspondenceOf(dispatch, ticket);
  const { requesterId } = ticket.state.context;
  const about = { ...mail, ...survey, closesAt: mail.closesAt, requesterId };
  const sentAtMs = mail.sentAtMs ?? dispatch.env.now();
  dispatch.book.plan(remindersAfter(about, sentAtMs, policy, ticket.history));
};

/** The record of a mail that is out. Refused: the ticket moved on meanwhile, and the mail's link will say so. */
const record = async (mail: BookedMail, dispatch: Dispatch): Promise<void> => {
  const { book, log, from } = dispatch;
  const survey = surveyOf(mail);
  if (!survey) return book.settle(mail.mailId, 'recorded', null);
  const messageId = messageIdFor(mail, from);
  const { number } = mail;
  const answer =
    number === null
      ? await recordSurvey(dispatch, 'sent', survey, { type: 'RecordSurveySent', data: { messageId } })
      : await recordSurvey(dispatch, `reminder-${number}`, survey, {
          type: 'RecordSurveyReminder',
          data: { number, messageId },
        });
  if (answer.outcome !== 'accepted') {
    book.settle(mail.mailId, 'skipped', 'the ticket moved on while the mail went out');
    log.info({ ...survey, kind: mail.kind }, 'survey overtaken');
    return;
  }
  if (number === null) await planReminders(mail, survey, dispatch);
  book.settle(mail.mailId, 'recorded', null);
};

/** Hands the mail over, with the intention written down before and the result after. */
const send = async (
  errand: Errand,
  draft: Extract<Draft, { step: 'send' }>,
  dispatch: Dispatch,
): Promise<void> => {
  const { book, env, transport, signal, backoff } = dispatch;
  const { mail } = errand;
  book.begin(mail.mailId, toInstant(env.now()));
  try {
    const taken = await transport.deliver(composed(errand, draft, dispatch), signal);
    book.end(mail.mailId, 'sent', env.now(), taken);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    book.end(mail.mailId, 'failed', env.now() + backoffMs(env, backoff, mail.attempts + 1), reason);
    if (error instanceof MailRefusedError) return giveUp(mail, error, dispatch);
    throw error;
  }
  await record(book.find(mail.mailId) ?? mail, dispatch);
};

const follow = async (errand: Errand, draft: Draft, dispatch: Dispatch): Promise<void> => {
  const { mail } = errand;
  const survey = surveyOf(mail);
  switch (draft.step) {
    case 'skip':
      return dispatch.book.settle(mail.mailId, 'skipped', draft.reason);
    case 'wait':
      return dispatch.book.putOff(mail.mailId, draft.untilMs, draft.reason);
    case 'suppress':
      return survey && suppress(mail, survey, draft.reason, dispatch);
    case 'send':
      return survey && isCapped(errand, dispatch)
        ? suppress(mail, survey, 'monthly cap', dispatch)
        : send(errand, draft, dispatch);
    default:
      return draft satisfies never;
  }
};

const attend = async (mail: BookedMail, dispatch: Dispatch): Promise<void> => {
  const { book, helpdesk, env } = dispatch;
  if (mail.status === 'sent') return record(mail, dispatch);
  const ticket = await helpdesk.load(mail.ticketId);
  if (!ticket) return book.settle(mail.mailId, 'skipped', 'the ticket is gone');
  const correspondence = await correspondenceOf(dispatch, ticket);
  const errand = { mail, ticket, correspondence, nowMs: env.now() };
  const draft = mail.episode === null ? draftNotice(errand, dispatch) : await draftSurvey(errand, dispatch);
  await follow(errand, draft, dispatch);
};

/**
 * Brings one mail as far as it can be brought now: sent and recorded, put off, or settled with the reason. @throws what kept it from
 * that; the book then holds when to try again.
 */
export const dispatchMail = async (mail: BookedMail, dispatch: Dispatch): Promise<void> => {
  const { book, env, backoff } = dispatch;
  try {
    await attend(mail, dispatch);
  } catch (error) {
    // What is not the mail's fault is the ledger's: come back later, this mail is no worse than others.
    const isMail = error instanceof Error && error.name.startsWith('Mail');
    if (!isMail)
      book.putOff(mail.mailId, env.now() + backoffMs(env, backoff, 1), 'the ledger could not be used');
    throw error;
  }
};

/** Whether an error means that no mail can go out at all. */
export const isServerDown = (error: unknown): boolean => error instanceof MailServerDownError;
