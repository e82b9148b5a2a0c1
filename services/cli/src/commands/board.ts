import {
  boardNamed,
  boards,
  boardsVersion,
  csvOf,
  drawBoard,
  viewOf,
  type Board,
  type BoardQuery,
  type Table,
} from '@caselog/boards';
import { UsageError } from '@caselog/process';
import { prioritySchema } from '@caselog/ticket';
import { withBoards } from '../boards/read.ts';
import { commonCommand, type AddCommand, type CommonOptions } from '../command.ts';
import { readInstant, readTimeOf } from '../instants.ts';
import { table as textTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { amountOf } from '../times.ts';

interface BoardOptions extends CommonOptions {
  readonly asOf?: string;
  readonly by?: BoardQuery['by'];
  readonly from?: string;
  readonly to?: string;
  readonly priority?: string;
  readonly customer?: string;
  readonly team?: string;
  readonly csv: boolean;
  readonly table?: string;
}

const msOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(readInstant(text));

const prioritiesOf = (text: string | undefined): BoardQuery['priorities'] =>
  text?.split(',').map((one) => {
    const read = prioritySchema.safeParse(one);
    if (!read.success) throw new UsageError(`${JSON.stringify(one)} is no priority; they are P1 to P4`);
    return read.data;
  });

const queryOf = (options: BoardOptions, nowMs: number): BoardQuery => ({
  asOfMs: msOf(options.asOf) ?? nowMs,
  by: options.by ?? 'occurredAt',
  fromMs: msOf(options.from),
  toMs: msOf(options.to),
  priorities: prioritiesOf(options.priority),
  customer: options.customer,
  team: options.team,
});

const told = ({ columns }: Table, place: number, value: number | string | null): string | number => {
  if (value === null) return '–';
  if (typeof value === 'string') return value;
  const { unit } = columns[place]!;
  if (unit === 'ms') return amountOf(value);
  return unit === 'share' ? `${(value * 100).toFixed(1)} %` : value;
};

const tableText = (one: Table): string =>
  [
    `${one.title} (n = ${one.n.value} ${one.n.of})`,
    one.formula,
    ...(one.rows.length === 0
      ? ['nothing to count']
      : [
          textTable([
            one.columns.map(({ label }) => label),
            ...one.rows.map(({ cells }) => cells.map(({ value }, place) => told(one, place, value))),
          ]),
        ]),
  ].join('\n\n');

const text = ({ title, population, position, tables }: Board): string =>
  [
    `${title}: n = ${population.n} ${population.formula}; position ${position}, formulas version ${boardsVersion}`,
    ...tables.map(tableText),
  ].join('\n\n');

const asJson = ({ id, population, position, tables }: Board): object => ({
  board: id,
  population,
  position,
  version: boardsVersion,
  tables: tables.map(({ rows, ...rest }) => ({
    ...rest,
    rows: rows.map(({ key, cells }) => ({ key, values: cells.map(({ value }) => value) })),
  })),
});

const tableOf = ({ tables }: Board, id: string | undefined): Table => {
  const found = id === undefined ? tables[0] : tables.find((one) => one.id === id);
  if (!found) throw new UsageError(`--table is one of ${tables.map((one) => one.id).join(', ')}`);
  return found;
};

const run = async (name: string, options: BoardOptions, terminal: Terminal): Promise<void> => {
  const definition = boardNamed(name);
  if (!definition)
    throw new UsageError(`${JSON.stringify(name)} is none of ${boards.map(({ id }) => id).join(', ')}`);
  const query = queryOf(options, terminal.env.now());
  await withBoards(options.home, terminal, async (source) => {
    const board = drawBoard(definition, viewOf(source, query));
    if (options.csv) terminal.out(csvOf(tableOf(board, options.table)).trimEnd());
    else terminal.out(options.json ? JSON.stringify(asJson(board), undefined, 2) : text(board));
  });
};

/** `caselog board`: the figures of a board, as of any instant. */
export const addBoard: AddCommand = (program, terminal) =>
  commonCommand(program, 'board <name>', `the figures of a board: ${boards.map(({ id }) => id).join(', ')}`)
    .option('--as-of <instant>', 'as it stood then; default now')
    .option('--by <time>', 'what had "occurred" by then, or what was "recorded" of it', readTimeOf)
    .option('--from <instant>', 'tickets opened from then on')
    .option('--to <instant>', 'tickets opened before then')
    .option('--priority <priorities>', 'tickets of these priorities, as P1,P2')
    .option('--customer <customer>', 'tickets of this customer')
    .option('--team <team>', 'tickets of this team')
    .option('--csv', 'write one table as CSV', false)
    .option('--table <table>', 'which one; default the first')
    .action((name: string, options: BoardOptions) => run(name, options, terminal));
