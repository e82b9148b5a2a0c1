import { replayGate, type Ending, type GateReport } from '@caselog/history';
import { UsageError } from '@caselog/process';
import { chartVersion } from '@caselog/ticket';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { countTable, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const endingText = (ending: Ending): string =>
  'configuration' in ending
    ? ending.configuration
    : `forbids ${ending.forbidden} (revision ${ending.revision})`;

const forPeople = ({ tickets, events, differences }: GateReport): string =>
  [
    countTable({ tickets, events, 'would end elsewhere': differences.length }),
    ...(differences.length === 0
      ? []
      : [
          table([
            ['ticket', 'its chart', 'ends at', `by chart ${chartVersion}`],
            ...differences.map(({ ticketId, chartVersion: own, recorded, candidate }) => [
              ticketId,
              own,
              endingText(recorded),
              endingText(candidate),
            ]),
          ]),
        ]),
  ].join('\n\n');

const run = (options: CommonOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const total = await store.head();
    const report = await withProgress(terminal, (progress) =>
      replayGate(store, {
        onProgress: (position) => {
          terminal.signal.throwIfAborted();
          progress.update('replaying', position, total);
        },
      }),
    );
    present(terminal, options, report, forPeople);
    const { length } = report.differences;
    if (!report.ok)
      throw new UsageError(
        `${length} ticket${length === 1 ? '' : 's'} would end elsewhere by chart ${chartVersion}`,
      );
  });

/** `caselog gate`: replays all history through this program's chart and lists the tickets that would end elsewhere. */
export const addGate: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'gate',
    'replay all history through this program’s chart, and list each ticket that would end elsewhere',
  ).action((options: CommonOptions) => run(options, terminal));
