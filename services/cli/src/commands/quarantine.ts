import { toInstant } from '@caselog/env';
import { UsageError } from '@caselog/process';
import {
  laneDetails,
  laneStatuses,
  NoSuchLaneError,
  releaseLanes,
  skipEvent,
  skippedEvents,
  type LaneDetails,
  type LaneStatus,
} from '@caselog/projections';
import type { Command } from 'commander';
import { commonCommand, present, type AddCommand } from '../command.ts';
import { readingLedger } from '../home.ts';
import { databaseOption, usingQuarantine, type ReadModelOptions } from '../read-models.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface ListOptions extends ReadModelOptions {
  readonly reader?: string;
}

interface SkipOptions extends ListOptions {
  readonly why: string;
  readonly by: string;
}

/** A ticket's id stands for its stream. Pure. */
const streamOf = (name: string): string =>
  /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(name) ? `ticket-${name}` : name;

const choiceOf = (stream: string, { reader }: ListOptions) => ({
  stream: streamOf(stream),
  ...(reader !== undefined && { reader }),
});

/** Does what may name a lane that is not there. */
const named = async <Result>(work: Promise<Result>): Promise<Result> => {
  try {
    return await work;
  } catch (error) {
    throw error instanceof NoSuchLaneError ? new UsageError(error.message, { cause: error }) : error;
  }
};

/** How often it was tried, and what happens next. Pure. */
const triesOf = ({ attempts, status, nextTryAt }: LaneStatus): string =>
  [
    `tried ${attempts} ${attempts === 1 ? 'time' : 'times'}`,
    ...(nextTryAt !== null ? [`next try ${nextTryAt}`] : status === 'held' ? ['waits for a decision'] : []),
  ].join(', ');

const laneRow = (lane: LaneStatus) => [
  lane.reader,
  lane.stream,
  `revision ${lane.revision}`,
  lane.eventType,
  lane.status,
  `${lane.waiting} waiting`,
  lane.since,
  triesOf(lane),
  lane.reason,
];

const listed = (lanes: readonly LaneStatus[]): string =>
  lanes.length === 0 ? 'No lane is stopped.' : table(lanes.map(laneRow));

const shown = ({ lane, events }: LaneDetails): string =>
  [
    `${lane.reader} ${lane.status === 'held' ? 'is held' : 'was released'} at revision ${lane.revision} of ${lane.stream}`,
    `since ${lane.since}, ${triesOf(lane)}: ${lane.reason}`,
    '',
    table(
      events.map(({ revision, type, occurredAt, fault, data }) => [
        `revision ${revision}`,
        type,
        occurredAt,
        fault === null ? JSON.stringify(data) : `unreadable: ${fault}`,
      ]),
    ),
  ].join('\n');

const list = (options: ListOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, (store) =>
    usingQuarantine(options, terminal.env, async (quarantine) => {
      const choice = options.reader === undefined ? {} : { reader: options.reader };
      const lanes = await laneStatuses(quarantine, store, choice);
      const skipped = await skippedEvents(quarantine, choice);
      present(terminal, options, { lanes, skipped }, () =>
        [listed(lanes), ...(skipped.length > 0 ? [`${skipped.length} events were skipped.`] : [])].join('\n'),
      );
    }),
  );

const show = (reader: string, stream: string, options: ReadModelOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, (store) =>
    usingQuarantine(options, terminal.env, async (quarantine) =>
      present(
        terminal,
        options,
        await named(laneDetails(quarantine, store, reader, streamOf(stream))),
        shown,
      ),
    ),
  );

const release = (stream: string, options: ListOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, (store) =>
    usingQuarantine(options, terminal.env, async (quarantine) =>
      present(
        terminal,
        options,
        await named(releaseLanes(quarantine, store, choiceOf(stream, options))),
        listed,
      ),
    ),
  );

const skip = (stream: string, revision: string, options: SkipOptions, terminal: Terminal): Promise<void> => {
  if (!/^\d{1,9}$/.test(revision)) throw new UsageError(`a revision is a whole number, not ${revision}`);
  const { why, by } = options;
  return readingLedger(options.home, terminal.env, (store) =>
    usingQuarantine(options, terminal.env, async (quarantine) => {
      const decision = { by, why, at: toInstant(terminal.env.now()) };
      const choice = { ...choiceOf(stream, options), revision: Number(revision) };
      present(terminal, options, await named(skipEvent(quarantine, store, choice, decision)), listed);
    }),
  );
};

const command = (program: Command, words: string, description: string): Command =>
  commonCommand(program, words, description).option(...databaseOption);

const readerOption = ['--reader <name>', 'this reader alone, a read model or a worker'] as const;

/** `caselog quarantine list|show|release|skip`: the lanes that stopped, and what becomes of them. */
export const addQuarantine: AddCommand = (program, terminal) => {
  const group = program.command('quarantine').description('see, release or skip what readers could not take');
  command(group, 'list', 'list the lanes that stopped')
    .option(...readerOption)
    .action((options: ListOptions) => list(options, terminal));
  command(
    group,
    'show <reader> <stream>',
    'show a lane with the events that wait in it; a ticket’s id is a stream',
  ).action((reader: string, stream: string, options: ReadModelOptions) =>
    show(reader, stream, options, terminal),
  );
  command(group, 'release <stream>', 'let a lane go on with the event it stopped at')
    .option(...readerOption)
    .action((stream: string, options: ListOptions) => release(stream, options, terminal));
  command(
    group,
    'skip <stream> <revision>',
    'leave out the event a lane is held at, and let it go on behind it',
  )
    .option(...readerOption)
    .requiredOption('--why <text>', 'why the event is left out; kept for ever')
    .option('--by <id>', 'who decides: a random id or a role, never a name', 'command-line')
    .action((stream: string, revision: string, options: SkipOptions) =>
      skip(stream, revision, options, terminal),
    );
};
