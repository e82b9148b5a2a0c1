import type { EventLog } from './log.ts';

export interface DottedChartOptions {
  readonly fromMs: number;
  /** Events from here on are not drawn. */
  readonly toMs: number;
  /** Cells across and down. */
  readonly columns: number;
  readonly rows: number;
}

/** The events of one activity in one cell. */
export interface Dot {
  readonly column: number;
  readonly row: number;
  readonly activity: string;
  readonly events: number;
  readonly cases: number;
}

export interface DottedChart extends DottedChartOptions {
  readonly cases: number;
  readonly columnMs: number;
  readonly casesPerRow: number;
  /** In the order of rows, columns, and the log's names. */
  readonly dots: readonly Dot[];
}

/** The cases of a log by when they began, ties in the order of the log: the order down a dotted chart. Pure. */
export const byBeginning = ({ cases, offsets, startMs }: EventLog): readonly number[] =>
  cases.map((_, index) => index).toSorted((a, b) => startMs[offsets[a]!]! - startMs[offsets[b]!]! || a - b);

/** Where a case or an instant falls among cells. Pure. */
export const rowOf = (rank: number, cases: number, rows: number): number =>
  Math.floor((rank * rows) / Math.max(1, cases));
export const columnOf = (atMs: number, { fromMs, toMs, columns }: DottedChartOptions): number =>
  Math.min(columns - 1, Math.floor(((atMs - fromMs) * columns) / Math.max(1, toMs - fromMs)));

/**
 * A dotted chart whose dots are gathered in cells: time across, cases down by when they began, an activity by its start. Pure. However long the
 * log, there are never more than columns × rows × activities dots.
 */
export const dottedChart = (log: EventLog, options: DottedChartOptions): DottedChart => {
  const { fromMs, toMs, columns, rows } = options;
  const found = new Map<number, { events: number; cases: number; seenIn: number }>();
  const width = log.activities.length;
  for (const [rank, index] of byBeginning(log).entries()) {
    const row = rowOf(rank, log.cases.length, rows);
    for (let at = log.offsets[index]!; at < log.offsets[index + 1]!; at += 1) {
      const atMs = log.startMs[at]!;
      if (atMs < fromMs || atMs >= toMs) continue;
      const key = (row * columns + columnOf(atMs, options)) * width + log.activity[at]!;
      let own = found.get(key);
      if (own === undefined) found.set(key, (own = { events: 0, cases: 0, seenIn: -1 }));
      own.events += 1;
      if (own.seenIn !== index) own.cases += 1;
      own.seenIn = index;
    }
  }
  return {
    ...options,
    cases: log.cases.length,
    columnMs: (toMs - fromMs) / columns,
    casesPerRow: log.cases.length / rows,
    dots: [...found]
      .toSorted(([a], [b]) => a - b)
      .map(([key, { events, cases }]) => {
        const cell = Math.floor(key / width);
        return {
          column: cell % columns,
          row: Math.floor(cell / columns),
          activity: log.activities[key % width]!,
          events,
          cases,
        };
      }),
  };
};
