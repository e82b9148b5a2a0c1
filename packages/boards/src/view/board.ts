import { populationWords, type BoardQuery } from './query.ts';
import type { Table } from './table.ts';
import type { Seen, View } from './view.ts';

/** What a board makes of a view. */
export interface Drawn {
  readonly tables: readonly Table[];
  /** What else a chart needs that is no figure: where things lie. */
  readonly drawing?: unknown;
}

export interface BoardDefinition {
  readonly id: string;
  readonly title: string;
  /** One sentence: what it shows. */
  readonly shows: string;
  /** Whether its figures change by events alone: as time passes and nothing happens, they stay as they are. */
  readonly isOfEventsAlone: boolean;
  readonly draw: (view: View) => Drawn;
}

/** A board as it was drawn: every figure with its population and its tickets. */
export interface Board extends Drawn {
  readonly id: string;
  readonly title: string;
  readonly shows: string;
  readonly query: BoardQuery;
  readonly population: { readonly n: number; readonly formula: string; readonly unreadable: number };
  readonly position: number;
}

/** Draws a board. Pure. */
export const drawBoard = ({ id, title, shows, draw }: BoardDefinition, view: View): Board => ({
  id,
  title,
  shows,
  query: view.query,
  population: { n: view.seen.length, formula: populationWords(view.query), unreadable: view.unreadable },
  position: view.position,
  ...draw(view),
});

/** The same board as of another instant, for figures that did not change in between. Pure. */
export const redated = (board: Board, query: BoardQuery): Board => ({
  ...board,
  query,
  population: { ...board.population, formula: populationWords(query) },
});

/** The tickets behind a figure, `<table>/<row>/<column>`; undefined when the board has no such figure. Pure. */
export const ticketsOf = ({ tables }: Board, figureId: string): readonly Seen[] | undefined => {
  const [tableId, rowKey, columnKey] = figureId.split('/');
  const table = tables.find(({ id }) => id === tableId);
  const at = table?.columns.findIndex(({ key }) => key === columnKey) ?? -1;
  const cell = table?.rows.find(({ key }) => key === rowKey)?.cells[at];
  return cell === undefined || cell.tickets === null ? undefined : cell.members();
};
