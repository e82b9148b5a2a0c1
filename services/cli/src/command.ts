import type { Command } from 'commander';
import type { Terminal } from './terminal.ts';

/** What every command takes. */
export interface CommonOptions {
  readonly home: string;
  readonly json: boolean;
}

/** Adds one command to the program. */
export type AddCommand = (program: Command, terminal: Terminal) => void;

/** A command with the options that every command takes. */
export const commonCommand = (program: Command, nameAndArguments: string, description: string): Command =>
  program
    .command(nameAndArguments)
    .description(description)
    .option('--home <folder>', 'where the ledger is kept', '.caselog')
    .option('--json', 'write the result as JSON', false);

/** Writes a result as JSON when asked to, and as text for people otherwise. */
export const present = <Result>(
  terminal: Terminal,
  { json }: CommonOptions,
  result: Result,
  forPeople: (result: Result) => string,
): void => terminal.out(json ? JSON.stringify(result, undefined, 2) : forPeople(result));
