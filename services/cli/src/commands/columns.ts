import { join, resolve } from 'node:path';
import {
  columnsFolder,
  NoColumnsError,
  refreshColumns,
  verifyColumns,
  type ColumnsVerification,
} from '@caselog/columns';
import { UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { countTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface BuildOptions extends CommonOptions {
  readonly anew: boolean;
}

interface Built {
  readonly tickets: number;
  readonly events: number;
  readonly position: number;
  readonly digest: string;
  readonly segments: number;
}

const folderOf = ({ home }: CommonOptions): string => join(resolve(home), columnsFolder);

const builtText = ({ digest, ...counts }: Built): string =>
  `${countTable({ ...counts })}\n\ndigest ${digest}`;

const build = (options: BuildOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const total = await store.head();
    const columns = await withProgress(terminal, (progress) =>
      refreshColumns({
        store,
        folder: folderOf(options),
        env: terminal.env,
        anew: options.anew,
        signal: terminal.signal,
        onRebuild: ({ message }) => terminal.err(`${message}; they are built anew\n`),
        onProgress: ({ position }) => progress.update('reading', position, total),
      }),
    );
    const { tickets, events, position, digest, image } = columns;
    columns.close();
    present(
      terminal,
      options,
      { tickets, events, position, digest, segments: image.segments.length },
      builtText,
    );
  });

const verifiedText = ({ position, tickets, events, digest, faults }: ColumnsVerification): string =>
  [
    countTable({ tickets, events, position, faults: faults.length }),
    `digest ${digest}`,
    ...faults.map(({ ticketId, position: at, problem }) =>
      [...(at === undefined ? [] : [`position ${at}`]), ...(ticketId ? [ticketId] : []), problem].join(': '),
    ),
  ].join('\n\n');

const verify = (options: CommonOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const total = await store.head();
    try {
      const result = await withProgress(terminal, (progress) =>
        verifyColumns({
          store,
          folder: folderOf(options),
          env: terminal.env,
          signal: terminal.signal,
          onProgress: ({ position }) => progress.update('reading', position, total),
        }),
      );
      present(terminal, options, result, verifiedText);
      if (!result.ok)
        throw new UsageError('the columns are not what the ledger says; build them anew with --anew');
    } catch (error) {
      if (error instanceof NoColumnsError) throw new UsageError(error.message, { cause: error });
      throw error;
    }
  });

/** `caselog columns build` and `caselog columns verify`: the column files beside the ledger. */
export const addColumns: AddCommand = (program, terminal) => {
  const columns = program
    .command('columns')
    .description(
      'the history as columns beside the ledger, which queries read; they are refreshed by themselves',
    );
  commonCommand(columns, 'build', 'build them, or bring them up to the ledger’s last event')
    .option('--anew', 'throw away what is there', false)
    .action((options: BuildOptions) => build(options, terminal));
  commonCommand(columns, 'verify', 'hold every value against the ledger').action((options: CommonOptions) =>
    verify(options, terminal),
  );
};
