import type { Language } from '../languages.ts';
import type { Catalog } from '../messages.ts';
import { de } from './de.ts';
import { en } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import { hi } from './hi.ts';
import { it } from './it.ts';
import { ja } from './ja.ts';
import { ko } from './ko.ts';
import { nl } from './nl.ts';
import { pl } from './pl.ts';
import { pt } from './pt.ts';
import { ru } from './ru.ts';
import { tr } from './tr.ts';
import { zh } from './zh.ts';

/** What mails and the survey's pages say, in every language the desk writes in. */
export const catalogs: Readonly<Record<Language, Catalog>> = {
  en,
  es,
  ja,
  nl,
  de,
  fr,
  it,
  pt,
  pl,
  tr,
  ru,
  ko,
  zh,
  hi,
};
