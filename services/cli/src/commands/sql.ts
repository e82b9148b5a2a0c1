import { csvLine } from '@caselog/log-formats';
import { UsageError } from '@caselog/process';
import type { Answer, Asker, Value } from '@caselog/warehouse';
import { commonCommand, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface SqlOptions extends CommonOptions {
  readonly csv: boolean;
  readonly shell: boolean;
  readonly withPersonalData: boolean;
}

/** More rows are no table that anybody reads. */
const shownMax = 1_000;

const shown = (value: Value): string | number => (typeof value === 'number' ? value : String(value ?? ''));

/** A row of a table is one line, whatever stands in it. */
const oneLine = (cell: string | number): string | number =>
  typeof cell === 'string' ? cell.replaceAll(/\s+/g, ' ') : cell;

const showTable = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  const lines: Value[][] = [];
  let count = 0;
  for await (const batch of rows) {
    count += batch.length;
    for (const row of batch.slice(0, shownMax - lines.length)) lines.push([...row]);
  }
  terminal.out(table([[...columns], ...lines.map((row) => row.map((value) => oneLine(shown(value))))]));
  const more = count > lines.length ? `, of which ${lines.length} are shown: --csv and --json give all` : '';
  terminal.err(`${count} ${count === 1 ? 'row' : 'rows'}${more}\n`);
};

const writeCsv = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  terminal.out(csvLine(columns).trimEnd());
  for await (const batch of rows)
    terminal.out(
      batch
        .map((row) => csvLine(row.map((value) => String(value ?? ''))))
        .join('')
        .trimEnd(),
    );
};

const writeJson = async ({ columns, rows }: Answer, terminal: Terminal): Promise<void> => {
  const objects: unknown[] = [];
  for await (const batch of rows)
    for (const row of batch)
      objects.push(Object.fromEntries(columns.map((name, index) => [name, row[index] ?? null])));
  terminal.out(JSON.stringify(objects, undefined, 2));
};

/** Asks, and tells the answer in the form that was asked for. @throws QueryError */
export const answer = async (
  asker: Asker,
  sql: string,
  form: Pick<SqlOptions, 'csv' | 'json'>,
  terminal: Terminal,
): Promise<void> => {
  const found = await asker.ask(sql, terminal.signal);
  if (form.csv) await writeCsv(found, terminal);
  else if (form.json) await writeJson(found, terminal);
  else await showTable(found, terminal);
};

const run = (sql: string | undefined, options: SqlOptions, terminal: Terminal): Promise<void> => {
  if ((sql === undefined) !== options.shell) throw new UsageError('either a query or --shell must be given');
  if (options.csv && options.json) throw new UsageError('an answer is either CSV or JSON');
  return readingLedger(options.home, terminal.env, async (store) => {
    // What it needs is large, and no other command should wait for it.
    const { askTables } = await import('../warehouse.ts');
    const { home, withPersonalData } = options;
    const asking = async (work: (asker: Asker) => Promise<void>): Promise<void> =>
      withProgress(terminal, (progress) =>
        askTables(
          {
            store,
            env: terminal.env,
            home,
            withPersonalData,
            onProgress: (done, total) => progress.update('loading', done, total),
            signal: terminal.signal,
          },
          async (asker) => {
            progress.end();
            await work(asker);
          },
        ),
      );
    if (sql !== undefined) return asking((asker) => answer(asker, sql, options, terminal));
    const { runShell } = await import('../sql-shell.ts');
    return asking((asker) => runShell(asker, options, terminal));
  });
};

/** `caselog sql`: asks the ledger in SQL. */
export const addSql: AddCommand = (program, terminal) =>
  commonCommand(program, 'sql [query]', 'ask the ledger in SQL (DuckDB); see docs/sql.md for its tables')
    .option('--csv', 'write the answer as CSV', false)
    .option('--shell', 'ask one query after the other', false)
    .option('--with-personal-data', 'tell what people wrote too: the tables are made for this once', false)
    .action((sql: string | undefined, options: SqlOptions) => run(sql, options, terminal));
