const accents: Readonly<Record<string, string>> = {
  a: 'á',
  c: 'ç',
  e: 'é',
  i: 'í',
  n: 'ñ',
  o: 'ö',
  s: 'š',
  u: 'ü',
  y: 'ý',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
};

const accented = (text: string): string => text.replaceAll(/[a-z]/gi, (letter) => accents[letter] ?? letter);

/** Changes what a message says and leaves what ICU reads alone: an argument keeps its name, only the branches of a plural are texts. */
const outsideArguments = (message: string, change: (text: string) => string): string => {
  const open = message.indexOf('{');
  if (open < 0) return change(message);
  let depth = 0;
  let end = open;
  for (; end < message.length; end += 1) {
    if (message[end] === '{') depth += 1;
    if (message[end] === '}' && (depth -= 1) === 0) break;
  }
  const inside = message.slice(open, end + 1);
  const kept = inside.includes(', plural,')
    ? inside.replaceAll(
        /(\{)([^{}]*)(\})/g,
        (_, from: string, text: string, to: string) => from + change(text) + to,
      )
    : inside;
  return change(message.slice(0, open)) + kept + outsideArguments(message.slice(end + 1), change);
};

/** So many signs more, in words of a usual length: a single long one would break no line. Pure. */
const wider = (signs: number): string =>
  Array.from({ length: signs }, (_, index) => (index % 9 === 8 ? ' ' : '·')).join('');

/**
 * A catalog that is nobody's language: accented, in brackets and 40 % longer, so that a page shows what is cut off, what is glued
 * together and what never came from a catalog. Pure.
 */
export const pseudo = <Key extends string>(catalog: Readonly<Record<Key, string>>): Record<Key, string> =>
  Object.fromEntries(
    (Object.entries(catalog) as [Key, string][]).map(([key, message]) => {
      const padding = wider(Math.ceil(message.length * 0.4));
      return [key, `[${outsideArguments(message, accented)}${padding}]`];
    }),
  ) as Record<Key, string>;
