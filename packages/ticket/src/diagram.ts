import { chart } from './chart/index.ts';
import { edges } from './paths.ts';

const label = (events: readonly string[]): string => events.join(' / ');

/** The lifecycle as a Mermaid state diagram, drawn from the chart itself. Pure. */
export const mermaid = (): string =>
  [
    'stateDiagram-v2',
    `  [*] --> ${chart.initial.lifecycle} : TicketOpened`,
    ...edges().map(({ from, to, events }) => `  ${from} --> ${to} : ${label(events)}`),
  ].join('\n');

/** The lifecycle's edges as a Markdown table. Pure. */
export const edgeTable = (): string =>
  [
    '| From | To | By |',
    '|---|---|---|',
    ...edges().map(({ from, to, events }) => `| ${from} | ${to} | ${events.join(', ')} |`),
  ].join('\n');
