/** Another connection kept the write lock longer than a write is willing to wait. Nothing was written. */
export class DatabaseBusyError extends Error {
  override readonly name = 'DatabaseBusyError';
  readonly address: string;
  readonly waitedMs: number;
  constructor(address: string, waitedMs: number, options?: ErrorOptions) {
    super(
      `the database at ${address} is being written by another process; gave up after ${waitedMs} ms`,
      options,
    );
    this.address = address;
    this.waitedMs = waitedMs;
  }
}

/** The database cannot be opened, or the connection to it broke. Whether a statement under way took effect is not known. */
export class DatabaseUnavailableError extends Error {
  override readonly name = 'DatabaseUnavailableError';
  readonly address: string;
  constructor(address: string, reason: string, options?: ErrorOptions) {
    super(`the database at ${address} cannot be used: ${reason}`, options);
    this.address = address;
  }
}

/** A number in the database that JavaScript cannot hold exactly: positions and revisions are safe integers. */
export class UnsafeIntegerError extends RangeError {
  override readonly name = 'UnsafeIntegerError';
  readonly text: string;
  constructor(text: string) {
    super(`the database holds ${text}, which is no safe integer`);
    this.text = text;
  }
}

/** SQLite's codes for what a row did wrong: too big, a constraint, a mismatch, out of range. */
const sqliteRowFaults: ReadonlySet<number> = new Set([18, 19, 20, 25]);

/** SQLSTATE classes for the same: data exceptions, integrity constraints, and values beyond a limit (an index entry too long). */
const postgresRowFaults: ReadonlySet<string> = new Set(['22', '23', '54']);

/**
 * Whether an error is the database's own (busy, unreachable, disk full, a table gone) and not that of the rows it was given. Pure. Trying
 * other rows cannot help against these.
 */
export const isDatabaseFault = (error: unknown): boolean => {
  if (error instanceof DatabaseBusyError || error instanceof DatabaseUnavailableError) return true;
  if (!(error instanceof Error)) return false;
  if ('errcode' in error) return !sqliteRowFaults.has(Number(error.errcode) & 0xff);
  return isSqlState(error) && !postgresRowFaults.has(error.code.slice(0, 2));
};

/** Whether PostgreSQL itself answered with this error, rather than the way to it. Pure. */
export const isSqlState = (error: unknown): error is Error & { readonly code: string } =>
  error instanceof Error &&
  'severity' in error &&
  'code' in error &&
  typeof error.code === 'string' &&
  /^[0-9A-Z]{5}$/.test(error.code);
