import { IntlMessageFormat } from 'intl-messageformat';
import { catalogs, directionOf, languages, type Direction, type Language } from './languages.ts';
import type { Catalog, MessageKey, Messages } from './messages.ts';

type Values<Key extends MessageKey> = Messages[Key] extends undefined ? [] : [values: Messages[Key]];

/** The desk's words in one language. */
export interface Words {
  /** As `lang` says it. */
  readonly language: string;
  readonly dir: Direction;
  /** A message with its arguments filled in. Plain text: whoever writes markup escapes it. */
  say<Key extends MessageKey>(key: Key, ...values: Values<Key>): string;
  /** The day of an instant (ISO 8601) in an IANA zone, such as "16 March 2026" in the language's own way. */
  day(instant: string, zone: string): string;
}

/** Words from a catalog; for the languages there are, `wordsIn` has them ready. Observably pure. */
export const createWords = (language: string, catalog: Catalog): Words => {
  const formats = new Map<MessageKey, IntlMessageFormat>();
  const days = new Map<string, Intl.DateTimeFormat>();
  const formatOf = (key: MessageKey): IntlMessageFormat => {
    const known = formats.get(key);
    if (known) return known;
    const made = new IntlMessageFormat(catalog[key], language, undefined, { ignoreTag: true });
    formats.set(key, made);
    return made;
  };
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
    say: (key, ...[values]) => String(formatOf(key).format(values && { ...values })),
    day: (instant, zone) => dayIn(zone).format(new Date(instant)),
  };
};

const ready = new Map<Language, Words>(
  languages.map((language) => [language, createWords(language, catalogs[language])]),
);

/** The desk's words in a language it writes in. Observably pure. */
export const wordsIn = (language: Language): Words => ready.get(language)!;
