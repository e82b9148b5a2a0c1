import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Env } from '@caselog/env';

const waitMs = 50;

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && (error as { errcode: unknown }).errcode === 5;

/**
 * Runs the work while no other process does. The lock is one of SQLite on a file of its own, so that the system takes it from whoever
 * dies with it. @throws the signal's reason while it waits
 */
export const locked = async <Result>(
  folder: string,
  env: Env,
  signal: AbortSignal | undefined,
  work: () => Promise<Result>,
): Promise<Result> => {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    for (;;) {
      try {
        lock.exec('BEGIN EXCLUSIVE');
        break;
      } catch (error) {
        if (!isBusy(error)) throw error;
        signal?.throwIfAborted();
        await env.sleep(waitMs, signal);
      }
    }
    return await work();
  } finally {
    lock.close();
  }
};
