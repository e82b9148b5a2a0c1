import type { LoadedTicket } from '@caselog/helpdesk';
import { negotiate, wordsIn, type Language, type Words } from '@caselog/words';
import { correspondenceOf } from '../correspondence.ts';
import type { Surroundings } from '../options.ts';

export interface SurveyPagesOptions extends Surroundings {
  /** Signs the links. */
  readonly key: string;
  /** The mails' sender, as the mailer has it. */
  readonly from: string;
}

/** Whom a page speaks to: in the language chosen there, else the one the mail was written in. */
export interface Reader {
  readonly words: Words;
  readonly zone: string;
}

const chosen = (lang: unknown): string | undefined =>
  typeof lang === 'string' && /^[a-z]{2}$/.test(lang) ? lang : undefined;

/** Whom a page about this ticket speaks to; without a ticket, in the language chosen there or English. */
export const readerOf = async (
  options: Surroundings,
  ticket: LoadedTicket | undefined,
  lang: unknown,
): Promise<Reader> => {
  if (!ticket) return { words: wordsIn(negotiate(chosen(lang))), zone: 'UTC' };
  const { words, zone } = await correspondenceOf(options, ticket);
  return { words: wordsIn(negotiate(chosen(lang), words.language)), zone };
};

/** The same page in another language, what was chosen on it kept. Pure. */
export const inLanguage =
  (score?: number) =>
  (language: Language): string =>
    score === undefined ? `?lang=${language}` : `?lang=${language}&score=${score}`;
