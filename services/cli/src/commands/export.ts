import { resolve } from 'node:path';
import { exportLedger, type Exported } from '@caselog/history';
import { Option } from 'commander';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const formats = ['xes', 'ocel-json', 'ocel-xml', 'ocel-sqlite', 'csv', 'ndjson', 'parquet'] as const;

interface ExportOptions extends CommonOptions {
  readonly format: (typeof formats)[number];
  readonly out: string;
  readonly withPersonalData: boolean;
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

const run = (options: ExportOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
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
          onProgress,
          signal,
        });
      // What it needs is large, and no other command should wait for it.
      const { exportTables } = await import('../warehouse.ts');
      return exportTables({ store, env, home: options.home, out, withPersonalData, onProgress, signal });
    });
    present(terminal, options, result, forPeople);
  });

/** `caselog export`: writes the ledger as a log for other tools. */
export const addExport: AddCommand = (program, terminal) =>
  commonCommand(program, 'export', 'write the ledger as a log for other tools; see docs/export.md')
    .addOption(new Option('--format <format>', 'what to write').choices(formats).makeOptionMandatory())
    .requiredOption('--out <path>', 'the file to make (gzipped if it ends in .gz), or for parquet the folder')
    .option('--with-personal-data', 'tell what people wrote and the raw records of other systems too', false)
    .action((options: ExportOptions) => run(options, terminal));
