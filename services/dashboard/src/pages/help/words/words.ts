import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en.ts';
import type { HelpCatalog, HelpKey, HelpMessages } from './messages.ts';

type Values<Key extends HelpKey> = HelpMessages[Key] extends undefined ? [] : [values: HelpMessages[Key]];

/** A message with its arguments filled in. Plain text: React escapes it. */
export type Say = <Key extends HelpKey>(key: Key, ...values: Values<Key>) => string;

const createSay = (language: string, catalog: HelpCatalog): Say => {
  const formats = new Map<HelpKey, IntlMessageFormat>();
  return (key, ...[values]) => {
    const format =
      formats.get(key) ?? new IntlMessageFormat(catalog[key], language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return String(format.format(values && { ...values }));
  };
};

/** What the requester's pages say. A language with a catalog of its own is added here. */
export const say: Say = createSay('en', en);

/** A language's own name for itself, such as `日本語`; its code where the browser knows none. Observably pure. */
export const nameOfLanguage = (language: string): string =>
  new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;

/** How a request may end. */
export type OutcomeKey = Extract<HelpKey, `outcome.${string}`> extends `outcome.${infer Kind}` ? Kind : never;
