import { UsageError } from '@caselog/process';
import { ImportStoppedError } from '@caselog/history';
import { Command, CommanderError } from 'commander';
import type { AddCommand } from './command.ts';
import { addAsOf } from './commands/as-of.ts';
import { addColumns } from './commands/columns.ts';
import { addDiff } from './commands/diff.ts';
import { addWhatIf } from './commands/what-if.ts';
import { addBeginOrigin } from './commands/begin-origin.ts';
import { addCheckProof } from './commands/check-proof.ts';
import { addBoard } from './commands/board.ts';
import { addConformance } from './commands/conformance.ts';
import { addDiscover } from './commands/discover.ts';
import { addEvidence } from './commands/evidence.ts';
import { addExplain } from './commands/explain.ts';
import { addExport } from './commands/export.ts';
import { addExportLog } from './commands/export-log.ts';
import { addGate } from './commands/gate.ts';
import { addImport } from './commands/import.ts';
import { addMigrate } from './commands/migrate.ts';
import { addProve } from './commands/prove.ts';
import { addReport } from './commands/report.ts';
import { addQuarantine } from './commands/quarantine.ts';
import { addRebuild } from './commands/rebuild.ts';
import { addShow } from './commands/show.ts';
import { addStats } from './commands/stats.ts';
import { addSql } from './commands/sql.ts';
import { addVerify } from './commands/verify.ts';
import type { Terminal } from './terminal.ts';

/** Every command, in the order of the help. */
const commands: readonly AddCommand[] = [
  addImport,
  addStats,
  addShow,
  addExplain,
  addAsOf,
  addDiff,
  addWhatIf,
  addColumns,
  addSql,
  addExport,
  addDiscover,
  addConformance,
  addBoard,
  addReport,
  addVerify,
  addGate,
  addEvidence,
  addProve,
  addCheckProof,
  addExportLog,
  addBeginOrigin,
  addMigrate,
  addQuarantine,
  addRebuild,
];

const createProgram = (terminal: Terminal): Command => {
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
  for (const add of commands) add(program, terminal);
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
    await createProgram(terminal).parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (isAnswer(error)) return;
      throw new UsageError(
        error.code === 'commander.help' ? 'name a command' : error.message.replace(/^error: /, ''),
        { cause: error },
      );
    }
    if (terminal.signal.aborted && !(error instanceof ImportStoppedError))
      throw new UsageError('stopped', { cause: error });
    throw error;
  }
};
