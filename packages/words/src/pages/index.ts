import type { Language } from '../languages.ts';
import { pseudo } from '../pseudo.ts';
import type { PageCatalog } from './messages.ts';

export {
  acceptedLanguages,
  directionOf,
  languages,
  nativeNames,
  negotiate,
  type Language,
} from '../languages.ts';
export { createSay, type Say } from '../say.ts';
export type { PageCatalog, PageKey, PageMessages } from './messages.ts';

/** Nobody's languages, by the names such have elsewhere: English accented, in brackets and longer; the second from right to left. */
export const pseudoLanguages = ['en-XA', 'ar-XB'] as const;
export type PageLanguage = Language | (typeof pseudoLanguages)[number];

const inBrackets = async (): Promise<PageCatalog> => pseudo((await import('./en.ts')).en);

/** One `import` each, so that a bundler makes each language a file of its own. */
const loaders: Readonly<Record<PageLanguage, () => Promise<PageCatalog>>> = {
  en: async () => (await import('./en.ts')).en,
  es: async () => (await import('./es.ts')).es,
  ja: async () => (await import('./ja.ts')).ja,
  nl: async () => (await import('./nl.ts')).nl,
  de: async () => (await import('./de.ts')).de,
  fr: async () => (await import('./fr.ts')).fr,
  it: async () => (await import('./it.ts')).it,
  pt: async () => (await import('./pt.ts')).pt,
  pl: async () => (await import('./pl.ts')).pl,
  tr: async () => (await import('./tr.ts')).tr,
  ru: async () => (await import('./ru.ts')).ru,
  ko: async () => (await import('./ko.ts')).ko,
  zh: async () => (await import('./zh.ts')).zh,
  hi: async () => (await import('./hi.ts')).hi,
  'en-XA': inBrackets,
  'ar-XB': inBrackets,
};

/** What a requester's pages say in a language. Loads that language alone. */
export const loadPageCatalog = (language: PageLanguage): Promise<PageCatalog> => loaders[language]();
