import { UsageError } from '@caselog/process';
import type { Asker } from '@caselog/warehouse';
import { commonCommand, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { answer } from '../sql-answer.ts';
import type { Terminal } from '../terminal.ts';

interface SqlOptions extends CommonOptions {
  readonly csv: boolean;
  readonly shell: boolean;
  readonly withPersonalData: boolean;
}

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
