import { hasOptedOut } from '@caselog/registers';
import { openingOf } from '../correspondence.ts';
import { surveyLetter } from '../letters/survey.ts';
import { signToken, signUnsubscribeToken } from '../token.ts';
import type { Dispatch } from './context.ts';
import { recipientOf, skip, type Draft, type Errand } from './draft.ts';

/** Why the survey is not to go out any more, undefined when it is. Pure. */
const overtaken = ({ mail, ticket, nowMs }: Errand): Draft | undefined => {
  const { configuration, context } = ticket.state;
  if (context.episode !== mail.episode) return skip('the ticket was reopened');
  const expected = mail.kind === 'survey' ? 'scheduled' : 'sent';
  if (configuration.survey !== expected) return skip(`the survey is ${configuration.survey}`);
  return nowMs >= Date.parse(mail.closesAt ?? '')
    ? skip('the survey closed before it could be sent')
    : undefined;
};

/** The month around a moment, on a zone's calendar. Pure. */
const monthOf = (nowMs: number, zone: string): { readonly fromMs: number; readonly toMs: number } => {
  const { year, month } = Temporal.Instant.fromEpochMilliseconds(nowMs).toZonedDateTimeISO(zone);
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return {
    fromMs: first.toZonedDateTime(zone).epochMilliseconds,
    toMs: first.add({ months: 1 }).toZonedDateTime(zone).epochMilliseconds,
  };
};

/** Whether its requester was asked often enough this month. Asked right before the mail is begun, with nothing in between. */
export const isCapped = ({ mail, ticket, correspondence, nowMs }: Errand, { book }: Dispatch): boolean => {
  const { policy } = correspondence;
  if (mail.kind !== 'survey') return false;
  const { zone } = policy.calendarFor(ticket.state.context.priority);
  const { fromMs, toMs } = monthOf(nowMs, zone);
  return book.surveysTo(mail.mailId, fromMs, toMs) >= policy.document.survey.capPerPersonAndMonth;
};

const written = (errand: Errand, to: string, { key, publicUrl }: Dispatch): Draft => {
  const { mail, ticket, correspondence, nowMs } = errand;
  const survey = { ticketId: mail.ticketId, episode: mail.episode ?? 0 };
  const closesAt = mail.closesAt ?? '';
  const unsubscribeLink = `${publicUrl}/survey/unsubscribe/${signUnsubscribeToken(key, survey)}`;
  const letter = surveyLetter({
    words: correspondence.words,
    zone: correspondence.zone,
    subject: openingOf(ticket).subject,
    link: `${publicUrl}/survey/${signToken(key, survey, closesAt)}`,
    unsubscribeLink,
    closesAt,
    nowMs,
    isReminder: mail.kind === 'survey-reminder',
  });
  // RFC 8058: the mail program's own button, which asks nobody anything.
  const headers = {
    'List-Unsubscribe': `<${unsubscribeLink}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
  return { step: 'send', to, letter, headers };
};

/** What is to be done about a survey or its reminder: nothing, when the person wants none, has no address, or the hour is wrong. */
export const draftSurvey = async (errand: Errand, dispatch: Dispatch): Promise<Draft> => {
  const over = overtaken(errand);
  if (over) return over;
  const { mail, ticket, correspondence, nowMs } = errand;
  const end = (reason: string): Draft =>
    mail.kind === 'survey' ? { step: 'suppress', reason } : skip(reason);
  const to = recipientOf(ticket, dispatch);
  if (to === undefined) return end('no address');
  const person = await dispatch.registers.people.load(ticket.state.context.requesterId);
  if (hasOptedOut(person, 'surveys')) return end('opted out');
  const hours = correspondence.policy.surveyHours(correspondence.requesterZone);
  if (hours && !hours.isOpen(nowMs)) {
    const untilMs = hours.nextOpen(nowMs) ?? Number.MAX_SAFE_INTEGER;
    return { step: 'wait', untilMs, reason: 'waits for the hours in which surveys go out' };
  }
  return written(errand, to, dispatch);
};
