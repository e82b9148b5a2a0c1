import { StoreFaultError, StoreUnavailableError } from '@caselog/event-store';

/** Another process held the file's write lock for longer than `lockWaitMs`. Nothing was added; a later attempt may work. */
export class FileLockedError extends StoreUnavailableError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is locked by another process`, options);
    this.path = path;
  }
}

/** The disk, or the size the file may grow to, is full. Nothing was added; works again once there is room. */
export class FileFullError extends StoreUnavailableError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`there is no room left for ${path}`, options);
    this.path = path;
  }
}

/** The file, its folder or the store itself may only be read. */
export class FileReadOnlyError extends StoreFaultError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} can only be read, not written`, options);
    this.path = path;
  }
}

/** The file cannot be opened or made: the folder is missing, forbidden, or the file does not exist and the store is for reading only. */
export class FileNotOpenedError extends StoreFaultError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} cannot be opened`, options);
    this.path = path;
  }
}

/** A page of the file is damaged, or an event in it. Restore a backup. */
export class FileCorruptError extends StoreFaultError {
  readonly path: string;
  /** Where the damaged event stands, when a page is not to blame. */
  readonly position: number | undefined;
  constructor(path: string, options: ErrorOptions & { readonly position?: number } = {}) {
    const place = options.position === undefined ? '' : ` at position ${options.position}`;
    super(`${path} is damaged${place}: restore a backup`, options);
    this.path = path;
    this.position = options.position;
  }
}

/** The file is no ledger of ours: no SQLite file at all, or one of another program. */
export class NotALedgerError extends StoreFaultError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is not a Caselog ledger`, options);
    this.path = path;
  }
}

/** The file was written by a newer program, whose format this one does not know. */
export class NewerFormatError extends StoreFaultError {
  readonly path: string;
  readonly format: number;
  constructor(path: string, format: number, newest: number) {
    super(
      `${path} has ledger format ${format}, this program knows formats up to ${newest}: use a newer program`,
    );
    this.path = path;
    this.format = format;
  }
}

/** The disk failed while reading or writing. After a failed commit the store takes no more appends: reopen it. */
export class FileIoError extends StoreFaultError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`the disk failed under ${path}`, options);
    this.path = path;
  }
}

/** The thread that writes the file has ended, whatever for. The store takes no more appends: reopen it. */
export class WriterThreadError extends StoreFaultError {
  readonly path: string;
  constructor(path: string, options?: ErrorOptions) {
    super(`the thread that writes ${path} has ended`, options);
    this.path = path;
  }
}

/** Something is already where the backup should go. */
export class BackupExistsError extends StoreFaultError {
  readonly path: string;
  constructor(path: string) {
    super(`${path} exists already: a backup never overwrites`);
    this.path = path;
  }
}

/** SQLite's primary result codes (https://sqlite.org/rescode.html) that have a class of their own. */
const classes: Readonly<Record<number, new (path: string, options?: ErrorOptions) => Error>> = {
  5: FileLockedError,
  6: FileLockedError,
  8: FileReadOnlyError,
  10: FileIoError,
  11: FileCorruptError,
  13: FileFullError,
  14: FileNotOpenedError,
  23: FileNotOpenedError,
  26: NotALedgerError,
};

/** SQLite's extended result code of an error that `node:sqlite` threw, or undefined. Pure. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error)) return undefined;
  return typeof error.errcode === 'number' ? error.errcode : undefined;
}

/** The SQLite result codes we act on. */
export const sqliteBusy = 5;
export const sqliteIoError = 10;
export const sqliteConstraint = 19;

/** Whether the error has this primary result code. Pure. */
export const isSqlite = (error: unknown, primary: number): boolean =>
  ((sqliteCode(error) ?? 0) & 0xff) === primary;

/** The error under its own class, the original as `cause`; anything that is not SQLite's is returned as it is. Pure. */
export function explained(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  const Explained = code === undefined ? undefined : classes[code & 0xff];
  return Explained ? new Explained(path, { cause: error }) : error;
}

/** Runs `work`, throwing what SQLite says under a class of its own. */
export function explaining<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw explained(error, path);
  }
}
