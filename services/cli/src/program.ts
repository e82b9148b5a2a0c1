import { UsageError } from '@caselog/process';
import { Command, CommanderError } from 'commander';
import type { AddCommand } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Every command by its name, in the order of the help. Only the one that is given is loaded: each stands on much. */
const commands: Readonly<Record<string, () => Promise<AddCommand>>> = {
  import: async () => (await import('./commands/import.ts')).addImport,
  stats: async () => (await import('./commands/stats.ts')).addStats,
  show: async () => (await import('./commands/show.ts')).addShow,
  explain: async () => (await import('./commands/explain.ts')).addExplain,
  'as-of': async () => (await import('./commands/as-of.ts')).addAsOf,
  diff: async () => (await import('./commands/diff.ts')).addDiff,
  'what-if': async () => (await import('./commands/what-if.ts')).addWhatIf,
  columns: async () => (await import('./commands/columns.ts')).addColumns,
  sql: async () => (await import('./commands/sql.ts')).addSql,
  export: async () => (await import('./commands/export.ts')).addExport,
  discover: async () => (await import('./commands/discover.ts')).addDiscover,
  conformance: async () => (await import('./commands/conformance.ts')).addConformance,
  board: async () => (await import('./commands/board.ts')).addBoard,
  report: async () => (await import('./commands/report.ts')).addReport,
  verify: async () => (await import('./commands/verify.ts')).addVerify,
  gate: async () => (await import('./commands/gate.ts')).addGate,
  evidence: async () => (await import('./commands/evidence.ts')).addEvidence,
  prove: async () => (await import('./commands/prove.ts')).addProve,
  'check-proof': async () => (await import('./commands/check-proof.ts')).addCheckProof,
  'export-log': async () => (await import('./commands/export-log.ts')).addExportLog,
  'begin-origin': async () => (await import('./commands/begin-origin.ts')).addBeginOrigin,
  migrate: async () => (await import('./commands/migrate.ts')).addMigrate,
  quarantine: async () => (await import('./commands/quarantine.ts')).addQuarantine,
  rebuild: async () => (await import('./commands/rebuild.ts')).addRebuild,
};

/** The command that the first word names; all of them where it names none, for the help and for what is misspelt. */
const wanted = (first: string | undefined): Promise<readonly AddCommand[]> =>
  Promise.all(
    (first !== undefined && Object.hasOwn(commands, first) ? [first] : Object.keys(commands)).map((name) =>
      commands[name]!(),
    ),
  );

const createProgram = (adders: readonly AddCommand[], terminal: Terminal): Command => {
  const program = new Command('caselog')
    .description('The life of support tickets, as events in a ledger.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.err(text),
      // Told once, by whoever catches the error.
      outputError: () => undefined,
    })
    .showSuggestionAfterError(false);
  for (const add of adders) add(program, terminal);
  // Settings are inherited by commands that are made through the program, output and exits among them.
  return program;
};

/** Help is an answer when it was asked for, and an error when no command was named. */
const isAnswer = ({ exitCode }: CommanderError): boolean => exitCode === 0;

/**
 * Runs one command line. Results go to standard output. @throws UsageError when the command line is wrong or the work was stopped, and what
 * the command throws
 */
export const runProgram = async (args: readonly string[], terminal: Terminal): Promise<void> => {
  try {
    await createProgram(await wanted(args[0]), terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (isAnswer(error)) return;
      throw new UsageError(
        error.code === 'commander.help' ? 'name a command' : error.message.replace(/^error: /, ''),
        { cause: error },
      );
    }
    // An import says itself how far it came.
    if (terminal.signal.aborted && !(error instanceof Error && error.name === 'ImportStoppedError'))
      throw new UsageError('stopped', { cause: error });
    throw error;
  }
};
