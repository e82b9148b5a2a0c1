import { diff, type ChangedTicket, type Diff, type Standing, type TimeOf } from '@caselog/history';
import { lifecycleStates } from '@caselog/ticket';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { withColumns } from '../columns.ts';
import { readingLedger } from '../home.ts';
import { readInstant, readTimeOf } from '../instants.ts';
import { withProgress } from '../progress.ts';
import { countTable, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface DiffOptions extends CommonOptions {
  readonly by: TimeOf;
}

const priorities = ['P1', 'P2', 'P3', 'P4'] as const;
/** People read the first of a list; `--json` has all. */
const listedMax = 20;

const signed = (change: number): string => (change > 0 ? `+${change}` : change === 0 ? '' : `${change}`);

const change = (name: string, before = 0, after = 0) => [name, before, after, signed(after - before)];

const states = ({ byState }: Standing) => byState;

const priorityOf = ({ fromPriority, toPriority }: ChangedTicket): string =>
  fromPriority === null || fromPriority === toPriority ? toPriority : `${fromPriority} → ${toPriority}`;

const listed = (all: readonly unknown[]): string[] =>
  all.length > listedMax ? [`and ${all.length - listedMax} more; --json lists all of them`] : [];

const changedText = ({ changed }: Diff): string[] =>
  changed.length === 0
    ? []
    : [
        table([
          ['ticket', 'from', 'to', 'priority'],
          ...changed
            .slice(0, listedMax)
            .map((each) => [each.ticketId, each.fromState ?? '(not opened)', each.toState, priorityOf(each)]),
        ]),
        ...listed(changed),
      ];

const correctionText = ({ corrections, recordedLater, from, to }: Diff): string[] => [
  ...(corrections.length === 0
    ? []
    : [
        `${corrections.length} corrections: recorded between the two, happened before ${from.at}`,
        table(
          corrections
            .slice(0, listedMax)
            .map(({ ticketId, revision, type, occurredAt, recordedAt }) => [
              ticketId,
              `revision ${revision}`,
              type,
              `happened ${occurredAt}`,
              `recorded ${recordedAt}`,
            ]),
        ),
        ...listed(corrections),
      ]),
  ...(recordedLater === 0
    ? []
    : [`${recordedLater} events happened between the two and were recorded after ${to.at}`]),
];

const forPeople = (found: Diff): string => {
  const { from, to, opened, resolved, reopened, moves } = found;
  return [
    `from ${from.at} to ${to.at}, by ${found.by}`,
    countTable({ opened, resolved, reopened, 'tickets that stand otherwise': found.changed.length }),
    table([
      ['state', 'before', 'after', 'change'],
      ...lifecycleStates.map((state) => change(state, states(from)[state], states(to)[state])),
      change('tickets', from.tickets, to.tickets),
    ]),
    table([
      ['open', 'before', 'after', 'change'],
      ...priorities.map((each) => change(each, from.openByPriority[each], to.openByPriority[each])),
    ]),
    ...(moves.length === 0 ? [] : [table(moves.map((move) => [move.from, '→', move.to, move.count]))]),
    ...changedText(found),
    ...correctionText(found),
  ].join('\n\n');
};

const run = (first: string, second: string, options: DiffOptions, terminal: Terminal): Promise<void> => {
  const [from, to] = [readInstant(first), readInstant(second)];
  return readingLedger(options.home, terminal.env, (store) =>
    withColumns(options.home, store, terminal, async (columns) => {
      const found = await withProgress(terminal, (progress) =>
        diff(columns, from, to, {
          by: options.by,
          signal: terminal.signal,
          onProgress: (events) => progress.update('folding', events, columns.events),
        }),
      );
      present(terminal, options, found, forPeople);
    }),
  );
};

/** `caselog diff`: what changed between two instants. */
export const addDiff: AddCommand = (program, terminal) =>
  commonCommand(program, 'diff <from> <to>', 'say what changed between two instants')
    .option(
      '--by <time>',
      'occurred: what happened between; recorded: what the ledger learned between',
      readTimeOf,
      'occurredAt',
    )
    .action(async (from: string, to: string, options: DiffOptions) => run(from, to, options, terminal));
