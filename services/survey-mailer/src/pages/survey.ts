import type { Env } from '@caselog/env';
import type { Helpdesk, LoadedTicket } from '@caselog/helpdesk';
import { z } from 'zod';
import type { SurveyKey } from '../book/book.ts';
import { recordSent, surveyCommandId } from '../dispatch.ts';
import { messageIdFor } from '../mail/message.ts';
import { textsFor, type SurveyTexts } from '../texts.ts';
import { readToken } from '../token.ts';
import { formPage, noticePage, type FormState } from './form.ts';

export interface SurveyPagesOptions {
  readonly helpdesk: Helpdesk;
  readonly env: Env;
  readonly key: string;
  /** The mails' sender, as the mailer has it. */
  readonly from: string;
}

export interface Page {
  readonly status: 200 | 400 | 404 | 410;
  readonly html: string;
}

/** The survey as its requester meets it. */
export interface SurveyPages {
  /** The form. Never records anything: scanners and previews open links too. `score` is the choice the link suggests. */
  show(token: string, score?: unknown): Promise<Page>;
  /** Takes the form's answer. The first answer counts; sending it again changes nothing. */
  answer(token: string, form: unknown): Promise<Page>;
}

const scoreSchema = z
  .string()
  .regex(/^[1-5]$/)
  .transform(Number);
const formSchema = z.object({
  score: scoreSchema,
  comment: z
    .string()
    .max(5_000)
    .transform((text) => text.trim())
    .optional(),
});

type Found =
  | {
      readonly outcome: 'open' | 'answered' | 'closed';
      readonly key: SurveyKey;
      readonly ticket: LoadedTicket;
    }
  | { readonly outcome: 'unknown' };

/** Where the survey a link leads to stands now. */
const find = async (token: string, { helpdesk, env, key }: SurveyPagesOptions): Promise<Found> => {
  const reading = readToken(key, token, env.now());
  if (reading.outcome === 'invalid') return { outcome: 'unknown' };
  const ticket = await helpdesk.load(reading.ticketId);
  if (!ticket) return { outcome: 'unknown' };
  const { configuration, context } = ticket.state;
  const found = { key: reading, ticket };
  if (context.episode !== reading.episode) return { outcome: 'closed', ...found };
  if (configuration.survey === 'answered') return { outcome: 'answered', ...found };
  // A mail may be read before the mailer has written down that it went out.
  const isOpen = configuration.survey === 'sent' || configuration.survey === 'scheduled';
  return { outcome: isOpen && reading.outcome === 'valid' ? 'open' : 'closed', ...found };
};

const notice = (found: Exclude<Found['outcome'], 'open'>, texts: SurveyTexts): Page => {
  if (found === 'unknown') return { status: 404, html: noticePage(texts, texts.unknown) };
  if (found === 'closed') return { status: 410, html: noticePage(texts, texts.closed) };
  return { status: 200, html: noticePage(texts, texts.thanks) };
};

const textsOf = (found: Found): SurveyTexts =>
  textsFor(found.outcome === 'unknown' ? 'en' : found.ticket.state.context.language);

/** What is wrong with a form, and what to keep of it. Pure. */
const corrections = (form: unknown, texts: SurveyTexts): FormState => {
  const fields = z
    .object({ score: scoreSchema.optional().catch(undefined), comment: z.string().catch('') })
    .safeParse(form);
  const { score, comment = '' } = fields.success ? fields.data : {};
  const errors = [
    ...(score === undefined ? [{ field: 'score' as const, message: texts.chooseScore }] : []),
    ...(comment.length > 5_000 ? [{ field: 'comment' as const, message: texts.commentTooLong }] : []),
  ];
  return { score, comment, errors };
};

type Open = Extract<Found, { readonly key: SurveyKey }>;

const record = async (
  { key, ticket }: Open,
  { score, comment }: z.output<typeof formSchema>,
  { helpdesk, from }: SurveyPagesOptions,
): Promise<boolean> => {
  // The link proves that the mail is out; the mailer's own record, if it comes later, is then a repeat.
  if (ticket.state.configuration.survey === 'scheduled')
    await recordSent(helpdesk, key, messageIdFor(key.ticketId, key.episode, from));
  const answer = await helpdesk.execute({
    commandId: surveyCommandId('answer', key),
    actor: ticket.state.context.requesterId,
    ticketId: key.ticketId,
    command: { type: 'AnswerSurvey', data: { score, ...(comment ? { comment } : {}) } },
  });
  return answer.outcome === 'accepted';
};

/** Makes the survey's pages. They need no sign-in: the link's token is the right to answer, once, until the survey closes. */
export const surveyPages = (options: SurveyPagesOptions): SurveyPages => ({
  async show(token, score) {
    const found = await find(token, options);
    const texts = textsOf(found);
    if (found.outcome !== 'open') return notice(found.outcome, texts);
    const suggested = scoreSchema.safeParse(score);
    return { status: 200, html: formPage(texts, { score: suggested.success ? suggested.data : undefined }) };
  },
  async answer(token, form) {
    const found = await find(token, options);
    const texts = textsOf(found);
    if (found.outcome !== 'open') return notice(found.outcome, texts);
    const parsed = formSchema.safeParse(form);
    if (!parsed.success) return { status: 400, html: formPage(texts, corrections(form, texts)) };
    const isRecorded = await record(found, parsed.data, options);
    return notice(isRecorded ? 'answered' : 'closed', texts);
  },
});
