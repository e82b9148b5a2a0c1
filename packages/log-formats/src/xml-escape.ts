const special = /[&<>"\t\n\r]/;
const specials = /[&<>"\t\n\r]/g;
const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // Written plainly, a reader would take them for blanks.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

// XML 1.0, production 2: what is no character of it.
// oxlint-disable-next-line no-control-regex
const unwritable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g;

/** A text without the characters that XML has no form for, in whose place the replacement character stands. Pure. */
export const xmlText = (text: string): string => text.toWellFormed().replaceAll(unwritable, '\uFFFD');

/** A text as it stands in an attribute or between tags; it must be an {@link xmlText}. Pure. */
export const xmlEscaped = (text: string): string =>
  special.test(text) ? text.replaceAll(specials, (character) => escapes[character]!) : text;
