import { systemEnv } from '@caselog/env';

/** What a service's `main` runs in. */
export interface Running {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** An end that the person at the terminal caused and can mend: its message is the whole of what they need. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface RunOptions {
  /** How long `main` may take to end once it is asked to. Default 9,000: container runtimes kill after ten seconds. */
  readonly endMsMax?: number;
}

const exitCodes: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Calls `stop` at the first signal to end; the second ends the process at once. */
const listen = (stop: (signal: NodeJS.Signals) => void): (() => void) => {
  let asked = 0;
  const heard = (signal: NodeJS.Signals) => {
    asked += 1;
    if (asked === 1) stop(signal);
    else process.exit(exitCodes[signal] ?? 1);
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return () => {
    process.off('SIGINT', heard);
    process.off('SIGTERM', heard);
  };
};

const lineOf = (error: unknown): string => {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ');
};

/** What keeps the process alive, each kind once. Not pure. */
const stillOpen = (): string =>
  [...new Set(process.getActiveResourcesInfo())].toSorted().join(', ') || 'nothing';

/** Ends the process when it has not ended so long after it was asked to: whoever restarts it must not wait for ever. */
const endLate = (name: string, ms: number): void => {
  // A service that ends in time exits before.
  void systemEnv.sleep(ms).then(() => {
    const line = `${name}: had not ended ${ms / 1000} s after it was asked to and was cut off; still open: ${stillOpen()}`;
    process.stderr.write(`${line}\n`);
    process.exit(1);
  });
};

/**
 * Runs a service until it returns or throws. The first SIGINT or SIGTERM aborts `signal`, the second ends the process; so does the time in
 * which it was to end, with a line and exit code 1. An error is one line on standard error and exit code 1 (with `CASELOG_DEBUG`
 * set, its stack too).
 */
export const runMain = async (
  name: string,
  main: (running: Running) => Promise<void>,
  { endMsMax = 9_000 }: RunOptions = {},
): Promise<void> => {
  const stopping = new AbortController();
  const ignore = listen(() => {
    stopping.abort();
    endLate(name, endMsMax);
  });
  try {
    await main({ signal: stopping.signal });
    // All of ours is closed. What a library left open must not keep alive what was asked to end.
    if (stopping.signal.aborted) process.exit();
  } catch (error) {
    process.stderr.write(`${name}: ${lineOf(error)}\n`);
    if (process.env.CASELOG_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    // What is still open must not keep alive what has failed.
    process.exit(1);
  } finally {
    ignore();
  }
};

/** Resolves when `signal` aborts. Never rejects. */
export const aborted = (signal: AbortSignal): Promise<void> =>
  signal.aborted
    ? Promise.resolve()
    : new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
