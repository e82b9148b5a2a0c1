import { table } from '../table.ts';
import { amountOf } from '../times.ts';
import type { Finding } from './findings.ts';

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const told = (column: string, value: string | number | null): string | number => {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (column.endsWith(' ms') || column === 'ms') return amountOf(value);
  return column.startsWith('share') || column === 'of cases' ? percent(value) : value;
};

const heading = (column: string): string => column.replace(/ ms$/, '');

/** A finding for people. Pure. */
export const findingText = (
  { title, columns, rows, notes }: Finding,
  population: string,
  cases: number,
): string =>
  [
    `${title} of ${cases} cases: ${population}`,
    ...(rows.length === 0
      ? []
      : [
          table([
            columns.map(heading),
            ...rows.map((row) => row.map((value, at) => told(columns[at]!, value))),
          ]),
        ]),
    ...(notes.length === 0 ? [] : [notes.join('\n')]),
  ].join('\n\n');

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  // A spreadsheet takes a text that begins so for a formula.
  const harmless = typeof value === 'string' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
};

/** A finding as CSV (RFC 4180), unrounded. Pure. */
export const findingCsv = ({ columns, rows }: Finding): string =>
  [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
