import type {
  BoardId,
  BoardResponse,
  BoardTable,
  BoardTicketsResponse,
  DottedChartDrawing,
  FlowMapDrawing,
} from '@caselog/api-contract';
import {
  boardsVersion,
  type DottedDrawing,
  type FlowDrawing,
  type FlowLayout,
  type Seen,
  type Table,
} from '@caselog/boards';
import { toInstant } from '@caselog/env';
import type { DrawnBoard } from './desk.ts';

const tableOf = ({ id, title, formula, n, columns, rows }: Table): BoardTable => ({
  id,
  title,
  formula,
  n,
  columns: [...columns],
  rows: rows.map(({ key, cells }) => ({
    key,
    values: cells.map(({ value }) => value),
    tickets: cells.map(({ tickets }) => tickets),
  })),
});

type Lifecycle = FlowMapDrawing['nodes'][number]['activity'];

/** The flow map as the page draws it. Pure. */
export const flowMapOf = (layout: FlowLayout, { footprints }: FlowDrawing): FlowMapDrawing => ({
  kind: 'flow-map',
  width: layout.width,
  height: layout.height,
  nodes: layout.nodes.map((node) => ({ ...node, activity: node.activity as Lifecycle })),
  arcs: layout.arcs.map(({ from, to, points, label }) => ({
    from: from as Lifecycle,
    to: to as Lifecycle,
    points: points.map(([x, y]): [number, number] => [x, y]),
    label: { ...label },
  })),
  footprints: footprints.map(({ activities, arcs, cases }) => ({
    activities: [...activities],
    arcs: [...arcs],
    cases,
  })),
});

/** The dotted chart's axes as the page draws them. Pure. */
export const dottedChartOf = ({ fromMs, toMs, columns, rows }: DottedDrawing): DottedChartDrawing => ({
  kind: 'dotted-chart',
  from: toInstant(fromMs),
  to: toInstant(toMs),
  columns,
  rows,
});

/** A board as the API shows it. Pure. */
export const boardView = (
  { board, behind, drawnAtMs }: DrawnBoard,
  isNow: boolean,
  drawing: BoardResponse['drawing'],
): BoardResponse => ({
  board: board.id as BoardId,
  title: board.title,
  shows: board.shows,
  asOf: toInstant(board.query.asOfMs),
  isNow,
  by: board.query.by,
  population: board.population,
  position: board.position,
  behind,
  version: boardsVersion,
  drawnAt: toInstant(drawnAtMs),
  tables: board.tables.map(tableOf),
  drawing,
});

/** A ticket behind a figure, as it stood. Pure; nothing here is personal. */
export const ticketRow = ({
  ticket,
  entries,
  last,
  standing,
}: Seen): BoardTicketsResponse['rows'][number] => ({
  ticketId: ticket.ticketId,
  caseId: ticket.source?.caseId ?? null,
  lifecycle: last.state,
  priority: standing.priority,
  team: standing.team,
  openedAt: toInstant(entries[0]!.atMs),
});
