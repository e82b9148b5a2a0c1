import { asOf, instantOf, type AsOf } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { countTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface AsOfOptions extends CommonOptions {
  readonly recorded: boolean;
}

const forPeople = ({ at, tickets, byState }: AsOf): string =>
  [`at ${at}`, countTable({ tickets }), ...(tickets === 0 ? [] : [countTable(byState)])].join('\n\n');

const run = (instant: string, options: AsOfOptions, terminal: Terminal): Promise<void> => {
  const at = instantOf(instant);
  if (at === undefined)
    throw new UsageError(`${JSON.stringify(instant)} is no instant; write it as 2016-03-10T12:00:00Z`);
  return readingLedger(options.home, terminal.env, async (store) => {
    const total = await store.head();
    const result = await withProgress(terminal, (progress) =>
      asOf(store, at, {
        by: options.recorded ? 'recordedAt' : 'occurredAt',
        signal: terminal.signal,
        onProgress: ({ position }) => progress.update('folding', position, total),
      }),
    );
    present(terminal, options, result, forPeople);
  });
};

/** `caselog as-of`: the tickets as they stood at an instant. */
export const addAsOf: AddCommand = (program, terminal) =>
  commonCommand(program, 'as-of <instant>', 'count the tickets in each state as they stood at an instant')
    .option('--recorded', 'as the ledger knew them then, instead of as things had happened by then', false)
    .action(async (instant: string, options: AsOfOptions) => run(instant, options, terminal));
