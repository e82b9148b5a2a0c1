import { migrate, type Migration, type MigrationLedger, type MigrationProgress } from '@caselog/history';
import { openLedgerToRead, openLedgerToWrite, type NamedLedger } from '@caselog/installation/ledger-url';
import { UsageError } from '@caselog/process';
import type { AddCommand } from '../command.ts';
import { withProgress, type Progress } from '../progress.ts';
import { table } from '../table.ts';
import type { Terminal } from '../terminal.ts';

interface MigrateOptions {
  readonly from: string;
  readonly to: string;
  readonly json: boolean;
}

interface Migrated extends Migration {
  readonly from: string;
  readonly to: string;
}

const number = new Intl.NumberFormat('en');
/** Positions of a ledger without gaps count events; others are places in a log. */
const unitOf = ({ capabilities }: MigrationLedger): ((amount: number) => string) =>
  capabilities.gapFreePositions
    ? (events) => `${number.format(events)} events`
    : (bytes) => `${(bytes / 1_000_000).toFixed(1)} MB of the log`;

const showing =
  (progress: Progress, from: MigrationLedger) =>
  ({ phase, position, head }: MigrationProgress): void =>
    phase === 'verifying'
      ? progress.update(phase, position, head)
      : progress.update(phase, position, head, unitOf(from));

const forPeople = ({ from, to, events, added, digest, seconds }: Migrated): string =>
  [
    table([
      ['from', from],
      ['to', to],
      ['events', events],
      ['  added now', added],
    ]),
    `both have the digest ${digest}`,
    `${seconds.toFixed(1)} s`,
  ].join('\n');

const between = async (from: NamedLedger, to: NamedLedger, terminal: Terminal): Promise<Migrated> => {
  if (from.name === to.name) throw new UsageError(`${from.name} is both the source and the target`);
  const { env, signal } = terminal;
  const migration = await withProgress(terminal, (progress) =>
    migrate({ from: from.store, to: to.store, env, signal, onProgress: showing(progress, from.store) }),
  );
  return { from: from.name, to: to.name, ...migration };
};

const run = async (options: MigrateOptions, terminal: Terminal): Promise<void> => {
  const from = await openLedgerToRead(options.from, terminal.env);
  try {
    const to = await openLedgerToWrite(options.to, terminal.env);
    try {
      const migrated = await between(from, to, terminal);
      terminal.out(options.json ? JSON.stringify(migrated, undefined, 2) : forPeople(migrated));
    } finally {
      await to.store.close();
    }
  } finally {
    await from.store.close();
  }
};

/** `caselog migrate`: carries a ledger to another store, byte for byte. */
export const addMigrate: AddCommand = (program, terminal) =>
  program
    .command('migrate')
    .description('carry a ledger to another store; may be stopped or killed at any moment and run again')
    .requiredOption('--from <ledger>', 'a home folder, sqlite:<file> or kurrentdb://<hosts>')
    .requiredOption('--to <ledger>', 'the same; empty, or what an earlier run left')
    .option('--json', 'write the result as JSON', false)
    .action((options: MigrateOptions) => run(options, terminal));
