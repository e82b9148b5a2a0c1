import { verifyLedger, type Fault, type Verification } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger, withReadModels } from '../home.ts';
import { withProgress } from '../progress.ts';
import { countTable } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const whereOf = ({ position, stream, revision, model, place }: Fault): string =>
  model === undefined
    ? [`position ${position}`, ...(stream === undefined ? [] : [`${stream}, revision ${revision}`])].join(
        ', ',
      )
    : `read model ${model}, ${place}`;

const forPeople = ({ events, tickets, faults }: Verification): string =>
  [
    countTable({ events, tickets, faults: faults.length }),
    ...faults.map((fault) => `${whereOf(fault)}: ${fault.problem}`),
  ].join('\n');

const run = (options: CommonOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, (store) =>
    withReadModels(options.home, terminal.env, async (readModels) => {
      if (!readModels) terminal.err('there are no read models yet: the ledger alone is verified\n');
      const total = await store.head();
      const result = await withProgress(terminal, (progress) =>
        verifyLedger(store, {
          readModels,
          signal: terminal.signal,
          onProgress: ({ position }) => progress.update('verifying', position, total),
        }),
      );
      present(terminal, options, result, forPeople);
      if (!result.ok) throw new UsageError(`not all is well: ${result.faults.length} faults`);
    }),
  );

/** `caselog verify`: checks the whole ledger and every read model. */
export const addVerify: AddCommand = (program, terminal) =>
  commonCommand(program, 'verify', 'check every event, transition and read model').action(
    (options: CommonOptions) => run(options, terminal),
  );
