/** Another connection kept the write lock longer than a write is willing to wait. Nothing was written. */
export class ReadModelsBusyError extends Error {
  override readonly name = 'ReadModelsBusyError';
  readonly path: string;
  readonly waitedMs: number;
  constructor(path: string, waitedMs: number, options?: ErrorOptions) {
    super(
      `the read models at ${path} are being written by another process; gave up after ${waitedMs} ms`,
      options,
    );
    this.path = path;
    this.waitedMs = waitedMs;
  }
}

/** The read models cannot be opened at this address. */
export class ReadModelsUnavailableError extends Error {
  override readonly name = 'ReadModelsUnavailableError';
  readonly address: string;
  constructor(address: string, reason: string, options?: ErrorOptions) {
    super(`the read models at ${address} cannot be opened: ${reason}`, options);
    this.address = address;
  }
}

/** SQLite's codes for what a row did wrong: constraint, mismatch, too big, and errors of the statement itself. */
const rowFaults = new Set([1, 18, 19, 20, 25]);

/**
 * Whether an error is the database's own (busy, disk full, file damaged) and not that of the rows it was given. Pure. Trying other
 * events cannot help against these.
 */
export const isDatabaseFault = (error: unknown): boolean =>
  error instanceof ReadModelsBusyError ||
  (error instanceof Error && 'errcode' in error && !rowFaults.has(Number(error.errcode) & 0xff));
