import { destination, pino, type Logger, type LoggerOptions } from 'pino';

export type { Logger } from 'pino';

/** What is written of an error: never the text of one that quotes what it was given. */
export interface ErrorEntry {
  readonly name: string;
  readonly message?: string;
  readonly code?: string | number;
  /** Places in the program, without the message. */
  readonly at?: readonly string[];
  readonly cause?: ErrorEntry;
}

/** Parsers and schemas quote the input in their messages; it may be personal (law 11). */
const quotesInput = (error: Error): boolean =>
  error instanceof SyntaxError || error.name === 'ZodError' || 'issues' in error;

const framesOf = ({ stack = '' }: Error): readonly string[] =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());

/** An error as the log keeps it. Pure. */
export const toErrorEntry = (error: unknown, depth = 0): ErrorEntry => {
  if (!(error instanceof Error)) return { name: typeof error };
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    ...(quotesInput(error) ? {} : { message: error.message }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(depth === 0 ? { at: framesOf(error) } : {}),
    ...(error.cause !== undefined && depth < 3 ? { cause: toErrorEntry(error.cause, depth + 1) } : {}),
  };
};

const options = (level: string): LoggerOptions => ({
  level,
  base: undefined,
  serializers: {
    err: (error: unknown) => toErrorEntry(error),
    error: (error: unknown) => toErrorEntry(error),
  },
  // A second line of defence: nothing of ours logs these.
  redact: {
    paths: [
      'token',
      'authorization',
      'cookie',
      'email',
      'subject',
      'data',
      'body',
      'headers',
      '*.data',
      '*.body',
      '*.headers',
    ],
    censor: '[not logged]',
  },
});

export interface LogOptions {
  /** Default `info`. */
  readonly level?: string;
  /** Where lines go; default standard error. */
  readonly write?: (line: string) => void;
}

/** A log of JSON lines, on standard error unless told otherwise. Personal data and secrets are not written. */
export const createLog = ({ level = 'info', write }: LogOptions = {}): Logger =>
  write ? pino(options(level), { write }) : pino(options(level), destination({ dest: 2, sync: true }));
