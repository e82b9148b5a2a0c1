const special = /[",\r\n]|^\s|\s$/;

const field = (text: string): string => (special.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** A record of a CSV file (RFC 4180, ended by `\n`). Pure. */
export const csvLine = (fields: readonly string[]): string =>
  // A record of one empty field would be an empty line.
  fields.length === 1 && fields[0] === '' ? '""\n' : `${fields.map(field).join(',')}\n`;
