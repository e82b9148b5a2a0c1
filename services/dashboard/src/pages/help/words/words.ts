import {
  createSay,
  loadPageCatalog,
  nativeNames,
  type PageCatalog,
  type PageKey,
  type PageLanguage,
  type PageMessages,
  type Say,
} from '@caselog/words/pages';
import { readerLanguage } from '../../../words/reader.ts';
import { createFormats, type Formats } from './formats.ts';

/** One language as it is spoken: its words, and how it writes numbers and moments. */
interface Spoken {
  readonly say: Say<PageMessages>;
  readonly formats: Formats;
}

const known = new Map<PageLanguage, Spoken>();
let spoken: Spoken | undefined;

/** The way of this reader's own region, where the browser names one of that language: `en-GB` writes days as English does in Britain. */
const localeOf = (language: PageLanguage): string =>
  navigator.languages.find((each) => each.split('-')[0] === language) ?? language;

const learn = (language: PageLanguage, catalog: PageCatalog): Spoken => {
  const made = {
    say: createSay<PageMessages>(language, catalog),
    formats: createFormats(localeOf(language)),
  };
  known.set(language, made);
  return made;
};

let wanted: PageLanguage | undefined;

/** Makes a language the one that the pages speak: its words are fetched once, and alone. Of two that are on their way the later counts. */
export const speak = async (language: PageLanguage): Promise<void> => {
  wanted = language;
  const learnt = known.get(language) ?? learn(language, await loadPageCatalog(language));
  if (wanted !== language) return;
  spoken = learnt;
  readerLanguage.set(language);
};

const now = (): Spoken => {
  if (!spoken) throw new Error('no language is spoken yet: a route of these pages must speak one first');
  return spoken;
};

/** A message in the language spoken now. Plain text: React escapes it. */
export const say: Say<PageMessages> = (key, ...values) => now().say(key, ...values);

/** Moments, lengths of time, sizes and lists as the language spoken now writes them, in the reader's own zone. */
export const formats = (): Formats => now().formats;

/** A language's own name for itself, such as `日本語`; its code where nobody knows one. Observably pure. */
export const nameOfLanguage = (language: string): string =>
  nativeNames[language as keyof typeof nativeNames] ??
  new Intl.DisplayNames([language], { type: 'language' }).of(language) ??
  language;

/** How a request may end. */
export type OutcomeKey = Extract<PageKey, `outcome.${string}`> extends `outcome.${infer Kind}` ? Kind : never;
