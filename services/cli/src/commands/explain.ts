import {
  accountOf,
  instantOf,
  type EventRef,
  type TicketAccount,
  type ToldDue,
  type ToldEpisode,
  type ToldInterval,
  type ToldTarget,
} from '@caselog/history';
import { UsageError } from '@caselog/process';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { namedHistory } from '../named-ticket.ts';
import { readPolicies } from '../policies.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { amountOf, clockIn, exactly } from '../times.ts';

interface ExplainOptions extends CommonOptions {
  readonly at?: string;
  readonly zone?: string;
}

type Say = (instant: string) => string;
type Sums = TicketAccount['life'];

const owners: readonly (readonly [name: string, of: (sums: Sums) => number])[] = [
  ['our desk', ({ deskMs }) => deskMs],
  ['the requester', ({ requesterMs }) => requesterMs],
  ['third parties', ({ thirdPartyMs }) => thirdPartyMs],
  ['closed hours', ({ closedHoursMs }) => closedHoursMs],
  ['nobody (resolved)', ({ nobodyMs }) => nobodyMs],
  ['elapsed', ({ elapsedMs }) => elapsedMs],
];

const eventText = ({ type, revision }: EventRef): string => `${type} (revision ${revision})`;
const untilText = (end: EventRef | null, goesOn: string): string => (end ? eventText(end) : goesOn);

const intervalRow = (interval: ToldInterval, say: Say): string[] => [
  interval.owner,
  say(interval.from),
  say(interval.to),
  amountOf(interval.lastsMs),
  eventText(interval.openedBy),
  untilText(interval.closedBy, interval.endsWith === 'now' ? 'goes on' : 'the hours'),
  interval.words,
];

const sumsTable = (life: Sums, episodes: readonly ToldEpisode[]): string =>
  table([
    ['time owned by', 'life', ...episodes.map(({ number }) => `episode ${number}`)],
    ...owners.map(([name, of]) => [name, exactly(of(life)), ...episodes.map((one) => exactly(of(one)))]),
  ]);

const episodeText = ({ number, from, to, openedBy, closedBy }: ToldEpisode, say: Say): string =>
  `episode ${number}: ${say(from)}, ${eventText(openedBy)}, to ${
    closedBy ? `${say(to)}, ${eventText(closedBy)}` : 'now'
  }`;

const targetNames: Record<ToldTarget['kind'], string> = {
  'first-response': 'first response',
  'next-response': 'next response',
  resolution: 'resolution',
};

/** When and by which event a target ended. */
const ending = ({ endedAt, endedBy, ended }: ToldTarget, say: Say): string =>
  endedAt && endedBy
    ? `${ended === 'fulfilled' ? 'came' : 'no longer owed since'} ${say(endedAt)} by ${eventText(endedBy)}`
    : '';

const standing = (target: ToldTarget, say: Say): string => {
  const { state, dueAt, missedAt, remainingMs, waitsFor } = target;
  switch (state) {
    case 'met':
      return `met: ${ending(target, say)}`;
    case 'missed':
      return [`missed ${missedAt ? say(missedAt) : ''}`, ending(target, say)].filter(Boolean).join('; ');
    case 'cancelled':
      return ending(target, say);
    case 'running':
    case 'paused':
      return [
        state === 'paused' && waitsFor ? `paused (${waitsFor})` : state,
        ...(dueAt ? [`due ${say(dueAt)}`] : []),
        `${amountOf(remainingMs ?? 0)} left`,
      ].join(', ');
    default:
      return state satisfies never;
  }
};

const targetRow = (target: ToldTarget, say: Say): string[] => [
  targetNames[target.kind],
  `episode ${target.episode}`,
  `${amountOf(target.usedMs)} of ${amountOf(target.budgetMs)} ${target.clock === 'wall' ? 'by the clock' : 'of open hours'}`,
  standing(target, say),
];

const dueNames: Record<ToldDue['kind'], (due: ToldDue) => string> = {
  'target-warning': ({ target }) => `a warning: the ${target ? targetNames[target] : 'target'} will be late`,
  'target-missed': ({ target }) => `the ${target ? targetNames[target] : 'target'} is missed`,
  reminder: ({ number }) => `reminder ${number ?? ''} to the requester`,
  silence: () => 'closed, because the requester is silent',
  'survey-lapse': () => 'the survey ends',
  'reopen-window': () => 'it can no longer be reopened',
};

const dueRow = (due: ToldDue, { at }: TicketAccount, say: Say): string[] => [
  say(due.dueAt),
  dueNames[due.kind](due) + (due.dueAt < at ? ' (was due, and is not recorded)' : ''),
];

const section = (title: string, lines: string): string[] => (lines === '' ? [] : [`${title}\n${lines}`]);

const forPeople =
  (say: Say, zone: string) =>
  (account: TicketAccount): string =>
    [
      table([
        ['ticket', account.ticketId],
        ...(account.source ? [['from', `${account.source.log}, case ${account.source.caseId}`]] : []),
        ['state', `${account.state}, episode ${account.episode}`],
        ['up to', say(account.at)],
        ['clock of', zone],
        ['policy', account.policy],
        ['calendar', `${account.calendar.id}, version ${account.calendar.version}, ${account.calendar.zone}`],
      ]),
      table([
        ['owner', 'from', 'to', 'lasts', 'opened by', 'closed by', 'in words'],
        ...account.intervals.map((interval) => intervalRow(interval, say)),
      ]),
      sumsTable(account.life, account.episodes),
      account.episodes.map((episode) => episodeText(episode, say)).join('\n'),
      ...section('targets', table(account.targets.map((target) => targetRow(target, say)))),
      ...section('next', table(account.next.map((due) => dueRow(due, account, say)))),
      ...section(
        'told to have happened before the event before them',
        account.outOfOrder.map(eventText).join('\n'),
      ),
    ].join('\n\n');

const momentOf = (text: string): number => {
  const at = instantOf(text);
  if (at === undefined)
    throw new UsageError(`${JSON.stringify(text)} is no instant; write it as 2016-03-10T12:00:00Z`);
  return Date.parse(at);
};

const run = async (name: string, options: ExplainOptions, terminal: Terminal): Promise<void> => {
  const { env } = terminal;
  const atMs = options.at === undefined ? env.now() : momentOf(options.at);
  if (options.zone !== undefined) clockIn(options.zone);
  await readingLedger(options.home, env, async (store) => {
    const { ticketId, events } = await namedHistory(store, name);
    const policies = await readPolicies(store, env);
    const account = accountOf(ticketId, events, { policies, atMs, zone: options.zone });
    if (!account)
      throw new UsageError(
        `ticket ${JSON.stringify(name)} was opened later, at ${events[0]?.metadata.occurredAt}`,
      );
    const zone = options.zone ?? account.calendar.zone;
    present(terminal, options, account, forPeople(clockIn(zone), zone));
  });
};

/** `caselog explain`: who owned a ticket's time, and what was promised of it. */
export const addExplain: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'explain <ticket>',
    'say who owned each stretch of a ticket’s time, and how its targets stand',
  )
    .option('--at <instant>', 'as it stood then; default now')
    .option('--zone <zone>', 'by whose clock, as Europe/Berlin; default that of the desk’s calendar')
    .action((name: string, options: ExplainOptions) => run(name, options, terminal));
