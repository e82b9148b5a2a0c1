import { catalogs } from './catalogs/index.ts';
import { directionOf, languages, type Direction, type Language } from './languages.ts';
import type { Catalog, Messages } from './messages.ts';
import { createSay, type Say } from './say.ts';

/** The desk's words in one language. */
export interface Words {
  /** As `lang` says it. */
  readonly language: string;
  readonly dir: Direction;
  /** A message with its arguments filled in. Plain text: whoever writes markup escapes it. */
  readonly say: Say<Messages>;
  /** The day of an instant (ISO 8601) in an IANA zone, such as "16 March 2026" in the language's own way. */
  day(instant: string, zone: string): string;
}

/** Words from a catalog; for the languages there are, `wordsIn` has them ready. Observably pure. */
export const createWords = (language: string, catalog: Catalog): Words => {
  const days = new Map<string, Intl.DateTimeFormat>();
  const dayIn = (zone: string): Intl.DateTimeFormat => {
    const known = days.get(zone);
    if (known) return known;
    const made = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: zone });
    days.set(zone, made);
    return made;
  };
  return {
    language,
    dir: directionOf(language),
    say: createSay(language, catalog),
    day: (instant, zone) => dayIn(zone).format(new Date(instant)),
  };
};

const ready = new Map<Language, Words>(
  languages.map((language) => [language, createWords(language, catalogs[language])]),
);

/** The desk's words in a language it writes in. Observably pure. */
export const wordsIn = (language: Language): Words => ready.get(language)!;
