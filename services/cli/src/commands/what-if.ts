import {
  whatIf,
  type Decisions,
  type TicketDifference,
  type WhatIf,
  type WhatIfReport,
} from '@caselog/history';
import { commonCommand, type AddCommand, type CommonOptions } from '../command.ts';
import { readCandidate, readChart } from '../candidate-files.ts';
import { withColumns } from '../columns.ts';
import { readingLedger } from '../home.ts';
import { readInstant } from '../instants.ts';
import { collect } from '../keys.ts';
import { readPolicies } from '../policies.ts';
import { withProgress } from '../progress.ts';
import { countTable, table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface WhatIfOptions extends CommonOptions {
  readonly policy?: string;
  readonly calendar: readonly string[];
  readonly chart?: string;
  readonly from?: string;
  readonly to?: string;
  readonly governImported: boolean;
}

const listedMax = 20;

type Figure = readonly [name: string, of: (decisions: Decisions) => number | undefined];

const targetFigures: readonly Figure[] = (['first-response', 'next-response', 'resolution'] as const).flatMap(
  (kind) => [
    ...(['met', 'missed', 'cancelled', 'open'] as const).map((outcome): Figure => [
      `${kind} ${outcome}`,
      ({ targets }) => targets[kind]?.[outcome],
    ]),
    [`${kind} warnings`, ({ warnings }) => warnings[kind]] as const,
  ],
);

const figures: readonly Figure[] = [
  ...(['P1', 'P2', 'P3', 'P4'] as const).map((priority): Figure => [
    `priority ${priority}`,
    ({ priorities }) => priorities[priority],
  ]),
  ...targetFigures,
  ['tickets that missed a target', ({ ticketsMissed }) => ticketsMissed],
  ...(['answered', 'lapsed', 'declined', 'bounced', 'cancelled', 'suppressed', 'open'] as const).map(
    (end): Figure => [`surveys ${end}`, ({ surveys }) => surveys[end]],
  ),
  ['reminders', ({ reminders }) => reminders],
  ['closings after silence', ({ silenceClosings }) => silenceClosings],
  ['reopenings after the window', ({ lateReopenings }) => lateReopenings],
];

const signed = (change: number): string => (change > 0 ? `+${change}` : change === 0 ? '' : `${change}`);

const decisionText = ({ own, candidate }: WhatIfReport['decisions']): string =>
  table([
    ['decided', 'as it was', 'as it would be', 'change'],
    ...figures
      .map(([name, of]) => [name, of(own) ?? 0, of(candidate) ?? 0] as const)
      .filter(([, before, after]) => before > 0 || after > 0)
      .map(([name, before, after]) => [name, before, after, signed(after - before)]),
  ]);

const targetsOf = ({ targets }: TicketDifference['own']): string =>
  targets.map(({ kind, outcome }) => `${kind} ${outcome}`).join(', ') || 'no target';

const ticketText = (tickets: readonly TicketDifference[], differing: number): string[] =>
  tickets.length === 0
    ? []
    : [
        table([
          ['ticket', 'differs in', 'as it was', 'as it would be'],
          ...tickets.map(({ ticketId, differsIn, own, candidate }) => [
            ticketId,
            differsIn.join(', '),
            `${own.priority}, ${targetsOf(own)}`,
            `${candidate.priority}, ${targetsOf(candidate)}`,
          ]),
        ]),
        ...(differing > tickets.length
          ? [`and ${differing - tickets.length} more; --json lists all of them`]
          : []),
      ];

const importedText = ({ imported, governImported }: WhatIfReport): string[] =>
  imported === 0
    ? []
    : governImported
      ? [`${imported} tickets were imported; they are taken as if this desk had governed them, on both sides`]
      : [
          `${imported} tickets were imported: nothing was promised of them here; --govern-imported asks what would have been`,
        ];

const forPeople = ({ report, tickets }: WhatIf): string => {
  const { facts, differingIn, momentsMoved, refused, recordedOtherwise } = report;
  return [
    `${report.candidate.version}${report.candidate.chart ? ' and another chart' : ''}, until ${report.until}`,
    countTable({
      tickets: report.tickets,
      events: report.events,
      'tickets that would differ': report.differing,
    }),
    ...importedText(report),
    ...(report.differing === 0 ? [] : ['they would differ in', countTable(differingIn)]),
    ...(momentsMoved === 0 ? [] : [`${momentsMoved} more end alike, with other budgets or other moments`]),
    'facts, kept as they were',
    countTable(facts),
    'decisions, made anew on both sides',
    decisionText(report.decisions),
    ...(Object.keys(refused).length === 0
      ? []
      : ['events the chart would have refused', countTable(refused)]),
    ...(recordedOtherwise === 0
      ? []
      : [`${recordedOtherwise} tickets have another priority in the ledger than their own policy gives`]),
    ...ticketText([...tickets().take(listedMax)], report.differing),
    `not decided anew: ${report.notDecidedAnew.join('; ')}`,
  ].join('\n\n');
};

/** One document, written as it comes: a report may name a million tickets. */
const writeJson = ({ report, tickets }: WhatIf, terminal: Terminal): void => {
  terminal.out(`{\n"report": ${JSON.stringify(report, undefined, 2)},\n"tickets": [`);
  let before: string | undefined;
  for (const ticket of tickets()) {
    terminal.signal.throwIfAborted();
    if (before !== undefined) terminal.out(`${before},`);
    before = JSON.stringify(ticket);
  }
  if (before !== undefined) terminal.out(before);
  terminal.out(']\n}');
};

const run = (options: WhatIfOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const [from, to] = [options.from, options.to].map((text) =>
      text === undefined ? text : readInstant(text),
    );
    const policies = await readPolicies(store, terminal.env);
    const candidate = await readCandidate(policies.currentPolicy(), options);
    const chart = options.chart === undefined ? undefined : await readChart(options.chart);
    const { governImported } = options;
    await withColumns(options.home, store, terminal, async (columns) => {
      const found = await withProgress(terminal, (progress) =>
        whatIf(columns, {
          policies,
          candidate,
          chart,
          governImported,
          from,
          to,
          untilMs: terminal.env.now(),
          signal: terminal.signal,
          onProgress: (events) => progress.update('folding', events, columns.events),
        }),
      );
      if (options.json) writeJson(found, terminal);
      else terminal.out(forPeople(found));
    });
  });

/** `caselog what-if`: history under another policy, calendar or chart. */
export const addWhatIf: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'what-if',
    'fold history under another policy, calendar or chart, and say what would have differed',
  )
    .option('--policy <file.json>', 'the policy to try; without it, the one in force')
    .option(
      '--calendar <file.json>',
      'a calendar to try in the place of the policy’s own of that id; may be repeated',
      collect,
      [],
    )
    .option('--chart <file>', 'the chart to try: a module that exports it, or a recorded chart as JSON')
    .option('--from <instant>', 'only tickets opened from here on')
    .option('--to <instant>', 'only tickets opened before')
    .option('--govern-imported', 'take imported tickets as if this desk had governed them', false)
    .action(async (options: WhatIfOptions) => run(options, terminal));
