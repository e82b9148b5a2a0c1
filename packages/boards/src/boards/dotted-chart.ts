import { byBeginning, columnOf, dottedChart, rowOf, type DottedChartOptions } from '@caselog/discovery';
import type { BoardDefinition } from '../view/board.ts';
import { column, label, lazily, row } from '../view/table.ts';
import type { Seen, View } from '../view/view.ts';
import { logOf } from './log-of.ts';

const [columns, rows] = [60, 40];

/** What the page needs to lay the cells out. */
export interface DottedDrawing extends DottedChartOptions {
  readonly casesPerRow: number;
}

const periodOf = ({ seen, query }: View): Pick<DottedChartOptions, 'fromMs' | 'toMs'> => {
  let [fromMs, toMs] = [Number.POSITIVE_INFINITY, 0];
  for (const { entries } of seen)
    for (const { atMs } of entries) {
      fromMs = Math.min(fromMs, atMs);
      toMs = Math.max(toMs, atMs);
    }
  // The last event must fall before the end.
  return seen.length === 0 ? { fromMs: query.asOfMs, toMs: query.asOfMs + 1 } : { fromMs, toMs: toMs + 1 };
};

/** When tickets entered their states: time across, tickets down by when they were opened, gathered in cells. */
export const dotted: BoardDefinition = {
  id: 'dotted-chart',
  title: 'Dotted chart',
  shows: 'When tickets entered their states, ticket under ticket by when they were opened.',
  isOfEventsAlone: true,
  draw: (view) => {
    const { seen } = view;
    const log = logOf(view);
    const options = { ...periodOf(view), columns, rows };
    const chart = dottedChart(log, options);
    let ranked: readonly Seen[] | undefined;
    const members = (of: { column: number; row: number; activity: string }) => () => {
      ranked ??= byBeginning(log).map((index) => seen[index]!);
      return ranked.filter(
        ({ entries }, rank) =>
          rowOf(rank, seen.length, rows) === of.row &&
          entries.some(({ state, atMs }) => state === of.activity && columnOf(atMs, options) === of.column),
      );
    };
    const drawing: DottedDrawing = { ...options, casesPerRow: chart.casesPerRow };
    const instantAt = (at: number) => new Date(Math.ceil(options.fromMs + at * chart.columnMs)).toISOString();
    return {
      tables: [
        {
          id: 'cells',
          title: 'Cells',
          formula: `States entered, gathered in ${columns} spans of time and ${rows} rows of tickets in order of opening. A cell is named by its place, the time its span begins, and the state.`,
          n: { value: seen.length, of: 'tickets' },
          columns: [
            column('column', 'Span', 'index'),
            column('row', 'Row', 'index'),
            column('from', 'From', 'instant'),
            column('state', 'State', 'text'),
            column('events', 'Entered', 'events'),
            column('tickets', 'Tickets', 'tickets'),
          ],
          rows: chart.dots.map((dot) => {
            const behind = members(dot);
            return row(
              `${dot.row} ${dot.column} ${dot.activity}`,
              label(dot.column),
              label(dot.row),
              label(instantAt(dot.column)),
              label(dot.activity),
              lazily(dot.events, dot.cases, behind),
              lazily(dot.cases, dot.cases, behind),
            );
          }),
        },
      ],
      drawing,
    };
  },
};
