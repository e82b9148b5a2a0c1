import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { TicketHistory } from '@caselog/history';
import { allowedCommands, type EventData } from '@caselog/ticket';
import { commonCommand, present, type AddCommand, type CommonOptions } from '../command.ts';
import { readingLedger } from '../home.ts';
import { namedHistory } from '../named-ticket.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** What is shown of a ticket. */
const shown = ({ ticketId, state: { configuration, context }, events }: TicketHistory, at: string) => {
  const opening = events[0]?.data as EventData<'TicketOpened'>;
  return {
    ticketId,
    source: opening.source ?? null,
    subject: opening.subject,
    state: configuration.lifecycle,
    firstResponse: configuration.firstResponse,
    survey: configuration.survey,
    ...context,
    allowed: allowedCommands({ configuration, context }, at),
    timeline: events.map(({ revision, position, type, data, metadata }) => ({
      revision,
      position,
      type,
      occurredAt: metadata.occurredAt,
      recordedAt: metadata.recordedAt,
      actor: metadata.actor,
      data,
    })),
  };
};
type Shown = ReturnType<typeof shown>;

/** What an event says, in one line. */
const told = (data: unknown): string =>
  Object.entries(data as RecordedEvent<string, object>['data'])
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');

const minute = (instant: string): string => instant.slice(0, 16).replace('T', ' ');
const lineLengthMax = 160;
const clipped = (line: string): string =>
  line.length > lineLengthMax ? `${line.slice(0, lineLengthMax - 1)}…` : line;

const forPeople = (ticket: Shown): string => {
  const { source, assigneeId, team, timeline } = ticket;
  const rows = timeline.map(({ occurredAt, type, actor, data }) => [
    minute(occurredAt),
    type,
    actor,
    told(data),
  ]);
  return [
    table([
      ['ticket', ticket.ticketId],
      ...(source ? [['from', `${source.log}, case ${source.caseId}`]] : []),
      ['subject', ticket.subject],
      ['state', `${ticket.state}, episode ${ticket.episode}`],
      ['survey', ticket.survey],
      ['priority', ticket.priority],
      ['assigned to', [assigneeId, team].filter((who) => who !== null).join(', ') || 'nobody'],
    ]),
    table(rows).split('\n').map(clipped).join('\n'),
  ].join('\n\n');
};

const run = (name: string, options: CommonOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, async (store) => {
    const history = await namedHistory(store, name);
    present(terminal, options, shown(history, toInstant(terminal.env.now())), forPeople);
  });

/** `caselog show`: one ticket and its timeline. */
export const addShow: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'show <ticket>',
    'show a ticket and its timeline, by its id or by the name of its case',
  ).action((name: string, options: CommonOptions) => run(name, options, terminal));
