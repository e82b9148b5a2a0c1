import { IntlMessageFormat } from 'intl-messageformat';

type Values<Messages, Key extends keyof Messages> = Messages[Key] extends undefined
  ? []
  : [values: Messages[Key]];

/** A message of a table with its arguments filled in. Plain text: whoever writes markup escapes it. */
export type Say<Messages> = <Key extends keyof Messages & string>(
  key: Key,
  ...values: Values<Messages, Key>
) => string;

/** Says the messages of a catalog, written in ICU's message format. Observably pure. */
export const createSay = <Messages>(
  language: string,
  catalog: Readonly<Record<keyof Messages & string, string>>,
): Say<Messages> => {
  const formats = new Map<string, IntlMessageFormat>();
  return (key, ...[values]) => {
    const format =
      formats.get(key) ?? new IntlMessageFormat(catalog[key], language, undefined, { ignoreTag: true });
    formats.set(key, format);
    return String(format.format(values && { ...(values as Record<string, string | number>) }));
  };
};
