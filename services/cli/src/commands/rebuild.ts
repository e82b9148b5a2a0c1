import { UsageError } from '@caselog/process';
import {
  compareWithFold,
  historyOf,
  readModelProjections,
  rebuildProjections,
  type Projection,
  type ReadModels,
  type RebuildProgress,
} from '@caselog/projections';
import type { EventStore } from '@caselog/event-store';
import { commonCommand, present, type AddCommand } from '../command.ts';
import { readingLedger } from '../home.ts';
import { withProgress, type Progress } from '../progress.ts';
import { databaseOption, usingReadModels, type ReadModelOptions } from '../read-models.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface RebuildOptions extends ReadModelOptions {
  readonly compare: boolean;
}

interface Outcome {
  readonly model: string;
  readonly swappedAt: number;
  readonly events: number;
  readonly seconds: number;
}

/** @throws UsageError for a name that no read model has */
const chosen = (name: string): readonly Projection[] => {
  const all = readModelProjections();
  const found = name === 'all' ? all : all.filter((projection) => projection.name === name);
  if (found.length > 0) return found;
  const names = all.map((projection) => projection.name).join(', ');
  throw new UsageError(`there is no read model ${name}: choose one of ${names}, or all`);
};

const timeLeft = ({ position, head, eventsPerS }: RebuildProgress): string =>
  eventsPerS === null ? '' : `, ${Math.ceil((head - position) / eventsPerS)} s left`;

const told = (progress: Progress) => (made: RebuildProgress) => {
  const rate = made.eventsPerS === null ? '' : ` (${Math.round(made.eventsPerS)} events/s${timeLeft(made)})`;
  progress.update(`${made.phase} ${made.model}${rate}`, made.position, made.head);
};

const rebuild = async (
  db: ReadModels,
  store: EventStore,
  projections: readonly Projection[],
  compare: boolean,
  terminal: Terminal,
): Promise<readonly Outcome[]> => {
  const { env, signal } = terminal;
  const startedAtMs = env.now();
  const { swappedAt, events, failed } = await withProgress(terminal, (progress) =>
    rebuildProjections({
      db,
      projections,
      source: historyOf(store),
      env,
      signal,
      requestedBy: 'command-line',
      ...(compare && {
        compare: (built, reader, model) => compareWithFold(built, store, { only: { model, reader } }),
      }),
      onProgress: told(progress),
    }),
  );
  if (failed.size > 0) throw new UsageError([...failed.values()].map(({ message }) => message).join('; '));
  if (swappedAt === undefined) throw new UsageError('stopped: the live read models are as they were');
  const seconds = (env.now() - startedAtMs) / 1_000;
  return projections.map(({ name }) => ({ model: name, swappedAt, events, seconds }));
};

const forPeople = (outcomes: readonly Outcome[]): string =>
  table(
    outcomes.map(({ model, swappedAt, events, seconds }) => [
      model,
      `swapped in at position ${swappedAt}`,
      events,
      `events in ${seconds.toFixed(1)} s`,
    ]),
  );

const run = (name: string, options: RebuildOptions, terminal: Terminal): Promise<void> =>
  readingLedger(options.home, terminal.env, (store) =>
    usingReadModels(
      options,
      terminal.env,
      async (db) => {
        const outcomes = await rebuild(db, store, chosen(name), options.compare, terminal);
        present(terminal, options, outcomes, forPeople);
      },
      { writing: 'bulk' },
    ),
  );

/** `caselog rebuild <model|all>`: builds read models anew beside the live ones and swaps them in. */
export const addRebuild: AddCommand = (program, terminal) =>
  commonCommand(
    program,
    'rebuild <model>',
    'build a read model (or all) anew beside the live one, compare it with the ledger, and swap it in',
  )
    .option(...databaseOption)
    .option('--no-compare', 'swap in without comparing with a fresh fold of the ledger first')
    .action((name: string, options: RebuildOptions) => run(name, options, terminal));
