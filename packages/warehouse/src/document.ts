import type { TableSchema } from './column.ts';
import { tables } from './tables/index.ts';

const aligned = (rows: readonly (readonly string[])[]): string => {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, at) => cell.padEnd(widths[at]!)).join(' | ')} |`;
  const [heading, ...rest] = rows;
  return [
    line(heading!),
    `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`,
    ...rest.map(line),
  ].join('\n');
};

const section = ({ name, doc, columns }: TableSchema): string =>
  [
    `## ${name}`,
    doc,
    aligned([
      ['Column', 'Type', 'What it says'],
      ...columns.map((one) => [`\`${one.name}\``, one.type, one.doc]),
    ]),
  ].join('\n\n');

const begin =
  '<!-- Generated from packages/warehouse/src/tables by packages/warehouse/scripts/write-docs.ts -->';

/** docs/sql.md with the tables as they are; what stands before the mark is kept. Pure. */
export const documentTables = (document: string): string => {
  const at = document.indexOf(begin);
  const words = at === -1 ? document : document.slice(0, at);
  return `${words.trimEnd()}\n\n${begin}\n\n${tables.map(section).join('\n\n')}\n`;
};
