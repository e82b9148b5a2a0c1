/** What a service's `main` runs in. */
export interface Running {
  /** Aborts at the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
}

/** An end that the person at the terminal caused and can mend: its message is the whole of what they need. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
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

/**
 * Runs a service until it returns or throws. The first SIGINT or SIGTERM aborts `signal`, the second ends the process. An error is
 * one line on standard error and exit code 1 (with `CASELOG_DEBUG` set, its stack too).
 */
export const runMain = async (name: string, main: (running: Running) => Promise<void>): Promise<void> => {
  const stopping = new AbortController();
  const ignore = listen(() => stopping.abort());
  try {
    await main({ signal: stopping.signal });
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
