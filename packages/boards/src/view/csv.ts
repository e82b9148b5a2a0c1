import type { Cell, Column, Table } from './table.ts';

const quoted = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
// A spreadsheet takes a text that begins so for a formula.
const harmless = (text: string): string => (/^[=+\-@\t]/.test(text) ? `'${text}` : text);

const written = ({ value }: Cell): string =>
  value === null ? '' : typeof value === 'number' ? String(value) : quoted(harmless(value));

const heading = ({ label, unit }: Column): string =>
  quoted(unit === 'text' || unit === 'instant' ? label : `${label} (${unit})`);

/** A table as CSV (RFC 4180): the same figures, in the same order, unrounded. Pure. */
export const csvOf = ({ columns, rows }: Table): string =>
  [columns.map(heading).join(','), ...rows.map(({ cells }) => cells.map(written).join(','))]
    .map((line) => `${line}\r\n`)
    .join('');
