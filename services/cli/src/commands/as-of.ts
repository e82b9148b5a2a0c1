import {
  asOfView,
  ticketAt,
  type AsOfView,
  type QueueRowThen,
  type TicketThen,
  type TimeOf,
} from '@caselog/history';
import { UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { withColumns } from '../columns.ts';
import { readingLedger } from '../home.ts';
import { readInstant, readTimeOf } from '../instants.ts';
import { namedHistory } from '../named-ticket.ts';
import { withProgress } from '../progress.ts';
import { countTable, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { amountOf } from '../times.ts';

interface AsOfOptions extends CommonOptions {
  readonly recorded: boolean;
  readonly by?: TimeOf;
  readonly ticket?: string;
  readonly queue?: string | true;
  readonly flow: boolean;
}

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');
const queueMaxDefault = 20;

const queueText = (rows: readonly QueueRowThen[]): string =>
  table([
    ['queue', 'priority', 'opened', 'state', 'since', 'assigned to'],
    ...rows.map(({ ticketId, priority, openedAt, lifecycle, waitingSince, assigneeId, team }) => [
      ticketId,
      priority,
      minute(openedAt),
      lifecycle,
      minute(waitingSince),
      [assigneeId, team].filter((who) => who !== null).join(', ') || 'nobody',
    ]),
  ]);

const flowText = (flow: AsOfView['flow']): string =>
  table(
    flow.map(({ from, to, count, meanMs }) => [from, '→', to, count, `after ${amountOf(meanMs)} on average`]),
  );

const forPeople =
  ({ queue, flow }: AsOfOptions) =>
  (view: AsOfView): string =>
    [
      `at ${view.at}`,
      countTable({ tickets: view.tickets }),
      ...(view.tickets === 0 ? [] : [countTable(view.byState)]),
      ...(queue === undefined ? [] : [queueText(view.queue)]),
      ...(flow ? [flowText(view.flow)] : []),
    ].join('\n\n');

const ticketText = ({ lifecycle, firstResponse, survey, context, events }: TicketThen): string =>
  [
    table([
      ['state', `${lifecycle}, episode ${context.episode}`],
      ['priority', context.priority],
      ['first response', firstResponse],
      ['survey', survey],
      [
        'assigned to',
        [context.assigneeId, context.team].filter((who) => who !== null).join(', ') || 'nobody',
      ],
    ]),
    table(events.map(({ metadata, type }) => [minute(metadata.occurredAt), type, metadata.actor])),
  ].join('\n\n');

const queueMaxOf = ({ queue, json }: AsOfOptions): number => {
  if (queue === undefined) return json ? queueMaxDefault : 0;
  const max = queue === true ? queueMaxDefault : Number(queue);
  if (!Number.isInteger(max) || max < 1)
    throw new UsageError(`${JSON.stringify(queue)} is no number of rows`);
  return max;
};

const runTicket = (name: string, at: string, by: TimeOf, options: AsOfOptions, terminal: Terminal) =>
  readingLedger(options.home, terminal.env, async (store) => {
    const { ticketId, events } = await namedHistory(store, name);
    const then = ticketAt(events, at, by);
    if (!then) throw new UsageError(`the ticket ${ticketId} was not opened by ${at}`);
    present(terminal, options, { ticketId, at, by, ...then }, ticketText);
  });

const run = async (instant: string, options: AsOfOptions, terminal: Terminal): Promise<void> => {
  const at = readInstant(instant);
  const by = options.by ?? (options.recorded ? 'recordedAt' : 'occurredAt');
  if (options.ticket !== undefined) return runTicket(options.ticket, at, by, options, terminal);
  const queueMax = queueMaxOf(options);
  return readingLedger(options.home, terminal.env, (store) =>
    withColumns(options.home, store, terminal, async (columns) => {
      const view = await withProgress(terminal, (progress) =>
        asOfView(columns, at, {
          by,
          queueMax,
          signal: terminal.signal,
          onProgress: (events) => progress.update('folding', events, columns.events),
        }),
      );
      present(terminal, options, view, forPeople(options));
    }),
  );
};

/** `caselog as-of`: states, queue and flow, or one ticket, as they stood at an instant. */
export const addAsOf: AddCommand = (program, terminal) =>
  commonCommand(program, 'as-of <instant>', 'say how all tickets, or one, stood at an instant')
    .option('--by <time>', 'occurred: as things had happened; recorded: as the ledger knew them', readTimeOf)
    .option('--recorded', 'the same as --by recorded', false)
    .option('--ticket <ticket>', 'one ticket as it stood, by its id or the name of its case')
    .option('--queue [rows]', 'with the first of the queue, 20 where no number is given')
    .option('--flow', 'with the transitions until then', false)
    .action(async (instant: string, options: AsOfOptions) => run(instant, options, terminal));
