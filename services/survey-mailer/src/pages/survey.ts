import { hash } from 'node:crypto';
import type { LoadedTicket } from '@caselog/helpdesk';
import type { Words } from '@caselog/words';
import { z } from 'zod';
import { surveyMailId, type SurveyKey } from '../book/mail.ts';
import { recordSurvey, surveyCommandId } from '../dispatch/context.ts';
import { html } from '../html.ts';
import { messageIdFor } from '../mail/message.ts';
import { surveyAnswer } from '../survey-state.ts';
import { readToken } from '../token.ts';
import { inLanguage, readerOf, type Reader, type SurveyPagesOptions } from './context.ts';
import { formPage, type FormState } from './form.ts';
import { none, noticePage, type Page } from './page.ts';

/** What a request says of the page it wants: the language and, before the form, the choice a link suggests. */
interface Wanted {
  readonly lang?: unknown;
  readonly score?: unknown;
}

/** The survey as its requester meets it. */
export interface SurveyPages {
  /** The form. Never records anything: scanners and previews open links too. `score` is the choice the link suggests. */
  show(token: string, wanted?: Wanted): Promise<Page>;
  /** Takes the form's answer: the first, or one in its place until the survey closes. Sending the same again changes nothing. */
  answer(token: string, form: unknown): Promise<Page>;
}

const commentMax = 5_000;
const scoreSchema = z
  .string()
  .regex(/^[1-5]$/)
  .transform(Number);
const formSchema = z.object({
  score: scoreSchema,
  comment: z
    .string()
    .max(commentMax)
    .transform((text) => text.trim())
    .optional(),
});
type Answer = z.output<typeof formSchema>;

type Standing = 'open' | 'answered' | 'reopened' | 'closed';
interface Survey {
  readonly key: SurveyKey;
  readonly ticket: LoadedTicket;
  readonly standing: Standing;
}

const standingOf = ({ state }: LoadedTicket, { episode }: SurveyKey, isInTime: boolean): Standing => {
  if (state.context.episode !== episode) return 'reopened';
  const { survey } = state.configuration;
  if (survey === 'answered') return isInTime ? 'answered' : 'closed';
  // A mail may be read before the mailer has written down that it went out.
  return isInTime && (survey === 'sent' || survey === 'scheduled') ? 'open' : 'closed';
};

/** Where the survey a link leads to stands now, undefined when it leads to none. */
const find = async (
  token: string,
  { helpdesk, env, key }: SurveyPagesOptions,
): Promise<Survey | undefined> => {
  const reading = readToken(key, token, env.now());
  if (reading.outcome === 'invalid') return undefined;
  const ticket = await helpdesk.load(reading.ticketId);
  return (
    ticket && { key: reading, ticket, standing: standingOf(ticket, reading, reading.outcome === 'valid') }
  );
};

const unknownPage = ({ words }: Reader): Page => ({
  status: 404,
  html: noticePage(words, inLanguage(), words.say('survey.unknown.title'), words.say('survey.unknown.text')),
});

const overPage = ({ words }: Reader, standing: 'reopened' | 'closed'): Page => ({
  status: 410,
  html: noticePage(
    words,
    inLanguage(),
    words.say(`survey.${standing}.title`),
    words.say(`survey.${standing}.text`),
  ),
});

const thanksPage = ({ words, zone }: Reader, { state }: LoadedTicket): Page => {
  const closesAt = state.context.surveyClosesAt;
  const change =
    closesAt === null
      ? none
      : html`<p>${words.say('survey.thanks.change', { day: words.day(closesAt, zone) })}</p>
          <p><a href="?lang=${words.language}">${words.say('survey.change')}</a></p>`;
  const title = words.say('survey.thanks.title');
  return {
    status: 200,
    html: noticePage(words, inLanguage(), title, words.say('survey.thanks.text'), change),
  };
};

/** What is wrong with a form, and what to keep of it. Pure. */
const corrections = (form: unknown, words: Words): FormState => {
  const fields = z
    .object({ score: scoreSchema.optional().catch(undefined), comment: z.string().catch('') })
    .safeParse(form);
  const { score, comment = '' } = fields.success ? fields.data : {};
  const errors = [
    ...(score === undefined ? [{ field: 'score' as const, message: words.say('survey.error.score') }] : []),
    ...(comment.length > commentMax
      ? [{ field: 'comment' as const, message: words.say('survey.error.comment', { max: commentMax }) }]
      : []),
  ];
  return { score, comment, errors };
};

/** Records an answer; false when the ticket has moved on. The same answer as before records nothing. */
const record = async (
  { key, ticket }: Survey,
  { score, comment }: Answer,
  options: SurveyPagesOptions,
): Promise<boolean> => {
  const { given, last } = surveyAnswer(ticket.history, key.episode);
  const said = comment === undefined || comment === '' ? null : comment;
  if (last?.score === score && last.comment === said) return true;
  const { configuration, context } = ticket.state;
  // The link proves that the mail is out; the mailer's own record, if it comes later, is then a repeat.
  if (configuration.survey === 'scheduled') {
    const mail = { mailId: surveyMailId(key), kind: 'survey', ticketId: key.ticketId } as const;
    const data = { messageId: messageIdFor(mail, options.from) };
    await recordSurvey(options, 'sent', key, { type: 'RecordSurveySent', data });
  }
  const digest = hash('sha256', JSON.stringify([score, said]), 'hex').slice(0, 16);
  const answer = await options.helpdesk.execute({
    commandId: surveyCommandId(`answer-${given + 1}-${digest}`, key),
    actor: context.requesterId,
    ticketId: key.ticketId,
    episode: key.episode,
    command: { type: 'AnswerSurvey', data: { score, ...(said !== null && { comment: said }) } },
  });
  return answer.outcome === 'accepted';
};

const formOf = ({ words }: Reader, state: FormState, status: 200 | 400 = 200): Page => ({
  status,
  html: formPage(words, inLanguage(state.score), state),
});

const langOf = (form: unknown): unknown =>
  typeof form === 'object' && form !== null && 'lang' in form ? form.lang : undefined;

/** Makes the survey's pages. They need no sign-in: the link's token is the right to answer, until the survey closes. */
export const surveyPages = (options: SurveyPagesOptions): SurveyPages => ({
  async show(token, { lang, score } = {}) {
    const survey = await find(token, options);
    const reader = await readerOf(options, survey?.ticket, lang);
    if (!survey) return unknownPage(reader);
    const { standing, ticket, key } = survey;
    if (standing === 'reopened' || standing === 'closed') return overPage(reader, standing);
    const { last } = surveyAnswer(ticket.history, key.episode);
    const suggested = scoreSchema.safeParse(score);
    const chosen = suggested.success ? suggested.data : last?.score;
    return formOf(reader, { score: chosen, comment: last?.comment ?? '', isChange: last !== undefined });
  },
  async answer(token, form) {
    const survey = await find(token, options);
    const reader = await readerOf(options, survey?.ticket, langOf(form));
    if (!survey) return unknownPage(reader);
    const { standing, ticket } = survey;
    if (standing === 'reopened' || standing === 'closed') return overPage(reader, standing);
    const parsed = formSchema.safeParse(form);
    if (!parsed.success)
      return formOf(reader, { ...corrections(form, reader.words), isChange: standing === 'answered' }, 400);
    if (await record(survey, parsed.data, options)) return thanksPage(reader, ticket);
    const now = await find(token, options);
    return overPage(reader, now?.standing === 'reopened' ? 'reopened' : 'closed');
  },
});
