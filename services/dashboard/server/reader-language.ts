import { acceptedLanguages, directionOf, negotiate } from '@caselog/words/pages';
import type { Visit } from './first-asked.ts';

/** Pages that speak their reader's language; the desk's own are in English. The routes of the app say the same of themselves. */
const readersPages = ['help', 'sign-in'];
const written = '<html lang="en">';

/**
 * The HTML with the language and direction in which the visit will be answered, as far as its header tells: what was chosen by hand stands in the
 * browser, and its script puts it right. Pure.
 */
export const inLanguageOf = (html: string, { path, acceptLanguage }: Visit): string => {
  const isReaders = readersPages.includes(path.split('/')[0] ?? '');
  const language = isReaders ? negotiate(...acceptedLanguages(acceptLanguage)) : 'en';
  return html.replace(written, `<html lang="${language}" dir="${directionOf(language)}">`);
};
