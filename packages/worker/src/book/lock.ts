import { DatabaseSync } from 'node:sqlite';

/** Another process works with the same book. */
export class WorkerRunningError extends Error {
  override readonly name = 'WorkerRunningError';
  readonly path: string;
  constructor(path: string, options: { readonly cause: unknown }) {
    super(`a worker is at work with ${path} already`, options);
    this.path = path;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (Number(error.errcode) & 0xff) === 5;

/** Takes the book for this process; the system gives it back when the process dies. @throws WorkerRunningError */
export const takeTurn = (path: string): { close(): void } => {
  const db = new DatabaseSync(`${path}.lock`);
  try {
    db.exec('begin exclusive');
    return db;
  } catch (cause) {
    db.close();
    throw isBusy(cause) ? new WorkerRunningError(path, { cause }) : cause;
  }
};
