import type { Env } from '@caselog/env';

/** Where a command talks to: results on one side, progress and messages on the other. */
export interface Terminal {
  readonly env: Env;
  /** Aborts when the person at the terminal asks to stop. */
  readonly signal: AbortSignal;
  /** Whether progress may be redrawn in place. */
  readonly isInteractive: boolean;
  /** Writes a result to standard output. */
  out(text: string): void;
  /** Writes to standard error, without adding a line end. */
  err(text: string): void;
}

/** The terminal of this process. */
export const createTerminal = ({ env, signal }: Pick<Terminal, 'env' | 'signal'>): Terminal => ({
  env,
  signal,
  isInteractive: process.stderr.isTTY,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(text),
});
