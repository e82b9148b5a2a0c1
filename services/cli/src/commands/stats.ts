import { statistics, type Statistics } from '@caselog/history';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress } from '../progress.ts';
import { countTable, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const forPeople = ({ tickets, events, byState, eventsByType, edges }: Statistics): string =>
  [
    countTable({ tickets, events }),
    'tickets by state',
    countTable(byState),
    'events by type',
    countTable(eventsByType),
    'transitions',
    table(edges.map(({ from, to, count }) => [from, '→', to, count])),
  ].join('\n\n');

const run = (options: CommonOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const total = await store.head();
    const result = await withProgress(terminal, (progress) =>
      statistics(store, {
        signal: terminal.signal,
        onProgress: ({ position }) => progress.update('folding', position, total),
      }),
    );
    present(terminal, options, result, forPeople);
  });

/** `caselog stats`: counts tickets, events and transitions. */
export const addStats: AddCommand = (program, terminal) =>
  commonCommand(program, 'stats', 'count tickets, events and transitions').action((options: CommonOptions) =>
    run(options, terminal),
  );
