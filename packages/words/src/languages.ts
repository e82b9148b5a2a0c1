import { de } from './catalogs/de.ts';
import { en } from './catalogs/en.ts';
import { es } from './catalogs/es.ts';
import { fr } from './catalogs/fr.ts';
import { hi } from './catalogs/hi.ts';
import { it } from './catalogs/it.ts';
import { ja } from './catalogs/ja.ts';
import { ko } from './catalogs/ko.ts';
import { nl } from './catalogs/nl.ts';
import { pl } from './catalogs/pl.ts';
import { pt } from './catalogs/pt.ts';
import { ru } from './catalogs/ru.ts';
import { tr } from './catalogs/tr.ts';
import { zh } from './catalogs/zh.ts';

/** The languages the desk writes in, in the order of the policy. */
export const catalogs = { en, es, ja, nl, de, fr, it, pt, pl, tr, ru, ko, zh, hi } as const;
export type Language = keyof typeof catalogs;
export const languages = Object.keys(catalogs) as readonly Language[];

/** Each language's name for itself, as a link to it reads. */
export const nativeNames: Readonly<Record<Language, string>> = {
  en: 'English',
  es: 'Español',
  ja: '日本語',
  nl: 'Nederlands',
  de: 'Deutsch',
  fr: 'Français',
  it: 'Italiano',
  pt: 'Português',
  pl: 'Polski',
  tr: 'Türkçe',
  ru: 'Русский',
  ko: '한국어',
  zh: '中文',
  hi: 'हिन्दी',
};

const spoken = (wanted: string): Language | undefined => {
  const [first = ''] = wanted.toLowerCase().split('-');
  return languages.find((language) => language === first);
};

/**
 * The first of the wanted languages that the desk writes in, English when none is. Pure. `pt-BR` is read as `pt`; what is no
 * language tag at all is passed over.
 */
export const negotiate = (...wanted: readonly (string | null | undefined)[]): Language => {
  for (const each of wanted) {
    const found = each ? spoken(each) : undefined;
    if (found) return found;
  }
  return 'en';
};

export type Direction = 'ltr' | 'rtl';
const rightToLeft = new Set(['ar', 'dv', 'fa', 'he', 'ps', 'sd', 'ug', 'ur', 'yi']);

/** In which direction a language is written. Pure. */
export const directionOf = (language: string): Direction =>
  rightToLeft.has(language.toLowerCase().split('-')[0] ?? '') ? 'rtl' : 'ltr';
