import { resolve } from 'node:path';
import { exportLedger, type Exported, type ExportPopulation } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { prioritySchema, type Priority } from '@caselog/ticket';
import { Option } from 'commander';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { readInstant } from '../instants.ts';
import { withProgress } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const formats = ['xes', 'ocel-json', 'ocel-xml', 'ocel-sqlite', 'csv', 'ndjson', 'parquet'] as const;

interface ExportOptions extends CommonOptions {
  readonly format: (typeof formats)[number];
  readonly out: string;
  readonly withPersonalData: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly priority?: Priority;
  readonly team?: string;
}

type Result = Omit<Exported, 'format'> & { readonly format: ExportOptions['format'] };

const forPeople = ({ format, out, events, position, personalData, notCarried, seconds }: Result): string =>
  [
    table([
      ['format', format],
      ['written to', out],
      ['events', events],
      ['up to position', position],
      ['personal data', personalData],
    ]),
    ...notCarried.map((what) => `not in it: ${what}`),
    `${seconds.toFixed(1)} s`,
  ].join('\n');

const populationOf = ({ from, to, priority, team }: ExportOptions): ExportPopulation => ({
  from: from === undefined ? undefined : readInstant(from),
  to: to === undefined ? undefined : readInstant(to),
  priority,
  team,
});

const isLimited = (population: ExportPopulation): boolean =>
  Object.values(population).some((limit) => limit !== undefined);

const run = async (options: ExportOptions, terminal: Terminal): Promise<void> => {
  const population = populationOf(options);
  if (options.format === 'parquet' && isLimited(population))
    throw new UsageError('parquet holds the whole ledger: choose tickets in SQL');
  return readingLedger(options.home, terminal.env, async (store) => {
    const { env, signal } = terminal;
    const out = resolve(options.out);
    const result = await withProgress(terminal, async (progress): Promise<Result> => {
      const onProgress = (done: number, total: number): void => progress.update('exporting', done, total);
      const { withPersonalData } = options;
      if (options.format !== 'parquet')
        return exportLedger({
          store,
          env,
          format: options.format,
          out,
          withPersonalData,
          population,
          onProgress,
          signal,
        });
      // What it needs is large, and no other command should wait for it.
      const { exportTables } = await import('../warehouse.ts');
      return exportTables({ store, env, home: options.home, out, withPersonalData, onProgress, signal });
    });
    present(terminal, options, result, forPeople);
  });
};

/** `caselog export`: writes the ledger as a log for other tools. */
export const addExport: AddCommand = (program, terminal) =>
  commonCommand(program, 'export', 'write the ledger as a log for other tools; see docs/export.md')
    .addOption(new Option('--format <format>', 'what to write').choices(formats).makeOptionMandatory())
    .requiredOption('--out <path>', 'the file to make (gzipped if it ends in .gz), or for parquet the folder')
    .option('--with-personal-data', 'tell what people wrote and the raw records of other systems too', false)
    .option('--from <instant>', 'tickets opened from here on')
    .option('--to <instant>', 'tickets opened before')
    .addOption(
      new Option('--priority <priority>', 'tickets of this priority, as they stand').choices(
        prioritySchema.options,
      ),
    )
    .option('--team <team>', 'tickets with this team, as they stand')
    .action((options: ExportOptions) => run(options, terminal));
