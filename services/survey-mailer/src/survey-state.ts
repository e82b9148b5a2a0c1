import type { LoadedTicket } from '@caselog/helpdesk';
import type { Policy } from '@caselog/policy';
import { addDuration } from '@caselog/sla';
import { toInstant } from '@caselog/env';
import type { EventData } from '@caselog/ticket';
import type { Planned } from './book/book.ts';
import { surveyReminderId, type SurveyKey } from './book/mail.ts';

type History = LoadedTicket['history'];

/** What happened to a ticket in one of its episodes, from the event that began it. Pure. */
export const episodeOf = (history: History, episode: number): History => {
  const beginnings = history.flatMap(({ type }, index) =>
    index === 0 || type === 'TicketReopened' ? [index] : [],
  );
  const from = beginnings[episode - 1];
  return from === undefined ? [] : history.slice(from, beginnings[episode]);
};

/** When the survey of an episode went out, undefined when the ledger does not say that it did. Pure. */
export const surveySentAt = (history: History, episode: number): string | undefined =>
  episodeOf(history, episode).find(({ type }) => type === 'SurveySent')?.metadata.occurredAt;

/** The answer that counts: the last one of the episode. Pure. */
export const surveyAnswer = (
  history: History,
  episode: number,
): { readonly given: number; readonly last: EventData<'SurveyAnswered'> | undefined } => {
  const answers = episodeOf(history, episode).filter(
    ({ type }) => type === 'SurveyAnswered' || type === 'SurveyAnswerChanged',
  );
  return { given: answers.length, last: answers.at(-1)?.data as EventData<'SurveyAnswered'> | undefined };
};

/** The numbers of the reminders an episode's survey has had. Pure. */
const remindersOf = (history: History, episode: number): readonly number[] =>
  episodeOf(history, episode)
    .filter(({ type }) => type === 'SurveyReminded')
    .map(({ data }) => (data as EventData<'SurveyReminded'>).number);

/** The reminders still to come for a survey that went out at `sentAtMs`, by the policy that governs its episode. Pure. */
export const remindersAfter = (
  survey: Omit<Planned, 'mailId' | 'kind' | 'number' | 'known'> & SurveyKey & { readonly closesAt: string },
  sentAtMs: number,
  policy: Policy,
  history: History,
): readonly Planned[] => {
  const had = remindersOf(history, survey.episode);
  const calendar = policy.calendarFor('P4');
  return policy.document.survey.reminders.flatMap((after, index) => {
    const number = index + 1;
    const sendAfter = toInstant(addDuration(calendar, sentAtMs, after));
    if (had.includes(number) || sendAfter >= survey.closesAt) return [];
    const { ticketId, episode, revision, position, plannedAt, closesAt, requesterId } = survey;
    const mailId = surveyReminderId(survey, number);
    const cause = { ticketId, episode, revision, position, plannedAt, closesAt, requesterId };
    return [{ ...cause, mailId, kind: 'survey-reminder', number, sendAfter }];
  });
};
