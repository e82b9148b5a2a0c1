import type { BenchResult } from './result.ts';

/** A result as it is kept: with what it was measured on, and where its bench stands. */
export interface KeptResult extends BenchResult {
  readonly met: boolean;
  readonly cores: number;
  readonly node: string;
  /** When, ISO 8601 UTC. */
  readonly at: string;
  /** The bench file, from the root. */
  readonly file: string;
}

/** Old results with those of the files that ran replaced, and those of files that are gone dropped; sorted by name. Pure. */
export const merge = (
  kept: readonly KeptResult[],
  fresh: readonly KeptResult[],
  ran: readonly string[],
  existing: readonly string[],
): KeptResult[] => {
  const names = new Set(fresh.map((result) => result.name));
  const stands = ({ file, name }: KeptResult) =>
    existing.includes(file) && !ran.includes(file) && !names.has(name);
  return [...kept.filter(stands), ...fresh].toSorted((a, b) => (a.name < b.name ? -1 : 1));
};

const digits = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 4 });

const cells = ({ name, ours, against, unit, ratio, aim, met }: KeptResult) => [
  name,
  digits.format(ours),
  digits.format(against),
  unit,
  digits.format(ratio),
  `≥ ${digits.format(aim)}`,
  met ? 'yes' : 'NO',
];

/** The results as a table in plain text. Pure. */
export const table = (results: readonly KeptResult[]): string => {
  const rows = [['bench', 'ours', 'against', 'unit', 'ratio', 'aim', 'met'], ...results.map(cells)];
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const isNumber = (column: number) => [1, 2, 4, 5].includes(column);
  const line = (row: string[]) =>
    row
      .map((cell, column) => (isNumber(column) ? cell.padStart(width(column)) : cell.padEnd(width(column))))
      .join('  ');
  return rows.map((row) => line(row).trimEnd()).join('\n');
};
