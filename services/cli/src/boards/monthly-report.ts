import {
  boardNamed,
  createFlowLayouts,
  drawBoard,
  reportPlots,
  viewOf,
  type Board,
  type BoardQuery,
  type CaseSource,
  type FlowDrawing,
  type ReportSection,
  type Table,
} from '@caselog/boards';

/** The month of a report; epoch milliseconds, UTC. */
export interface Month {
  readonly name: string;
  readonly fromMs: number;
  readonly toMs: number;
}

/** `2016-05`; undefined when it is none. Pure. */
export const monthOf = (text: string): Month | undefined => {
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined) return undefined;
  return {
    name: text,
    fromMs: Date.UTC(Number(year), Number(month) - 1, 1),
    toMs: Date.UTC(Number(year), Number(month), 1),
  };
};

const instant = (ms: number): string => new Date(ms).toISOString();

const commandOf = (id: string, { asOfMs, fromMs, toMs }: BoardQuery): string =>
  [
    `caselog board ${id} --as-of ${instant(asOfMs)}`,
    ...(fromMs === undefined ? [] : [`--from ${instant(fromMs)}`]),
    ...(toMs === undefined ? [] : [`--to ${instant(toMs)}`]),
  ].join(' ');

/** The rows of a table over time that fall into the month. */
const within = (table: Table, { fromMs, toMs }: Month): Table => ({
  ...table,
  rows: table.rows.filter(({ cells }) => {
    const at = Date.parse(String(cells[0]!.value));
    return at >= fromMs && at <= toMs;
  }),
});

const owners = ['desk', 'requester', 'third-party', 'closed-hours'];

type Pictures = Readonly<Record<string, (table: Table) => string>>;

const section = (
  board: Board,
  wanted: readonly string[],
  pictures: Pictures = {},
  month?: Month,
): ReportSection => ({
  board,
  tables: board.tables
    .filter(({ id }) => wanted.includes(id))
    .map((table) => {
      const own = month && table.columns[0]!.unit === 'instant' ? within(table, month) : table;
      return { table: own, picture: pictures[table.id]?.(own) };
    }),
  command: commandOf(board.id, board.query),
});

/**
 * The sections of a month's report: the backlog of all tickets through the month, and how the tickets opened in the month stood at its end (or
 * now, while it lasts). Each section says which population it counts. Observably pure.
 */
export const monthlySections = async (
  source: CaseSource,
  month: Month,
  nowMs: number,
): Promise<readonly ReportSection[]> => {
  const asOfMs = Math.min(month.toMs, nowMs);
  const all = viewOf(source, { asOfMs, by: 'occurredAt' });
  const opened = viewOf(source, { asOfMs, by: 'occurredAt', fromMs: month.fromMs, toMs: month.toMs });
  const ofAll = (id: string): Board => drawBoard(boardNamed(id)!, all);
  const ofOpened = (id: string): Board => drawBoard(boardNamed(id)!, opened);
  const flow = ofOpened('flow-map');
  const layout = await createFlowLayouts()(flow.drawing as FlowDrawing);
  const activities = flow.tables.find(({ id }) => id === 'activities')!;
  const { bands, shares, map } = reportPlots;
  return [
    section(
      ofAll('backlog'),
      ['standing', 'states', 'priorities'],
      { states: bands, priorities: bands },
      month,
    ),
    section(ofAll('waiting'), ['holders', 'tickets']),
    section(ofOpened('targets'), ['episodes', 'life', 'without', 'times']),
    section(ofOpened('ownership'), ['owners', 'priorities'], {
      priorities: (table) => shares(table, owners),
    }),
    section(flow, ['arcs', 'activities'], { arcs: (table) => map(layout, table, activities) }),
    section(ofOpened('variants'), ['ways']),
    section(ofOpened('reopening'), ['rate', 'episodes']),
    section(ofOpened('satisfaction'), ['all', 'outcomes', 'teams']),
  ];
};
