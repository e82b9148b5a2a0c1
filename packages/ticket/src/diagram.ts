import { chart } from './chart/index.ts';
import { edges } from './paths.ts';

/** The lifecycle as a Mermaid state diagram, drawn from the chart itself. Pure. */
export const mermaid = (): string =>
  [
    'stateDiagram-v2',
    `  [*] --> ${chart.initial.lifecycle} : TicketOpened`,
    ...edges().map(({ from, to, events }) => `  ${from} --> ${to} : ${events.join(' / ')}`),
  ].join('\n');

/** The lifecycle's edges as a Markdown table, its columns aligned as our formatter aligns them. Pure. */
export const edgeTable = (): string => {
  const rows = [
    ['From', 'To', 'By'],
    ...edges().map(({ from, to, events }) => [from, to, events.join(', ')]),
  ];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const [head, ...body] = rows.map((row) =>
    line(row.map((cell, column) => cell.padEnd(widths[column] ?? 0))),
  );
  return [head, line(widths.map((width) => '-'.repeat(width))), ...body].join('\n');
};
