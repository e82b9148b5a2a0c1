import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ColumnsDamagedError } from '../errors.ts';
import type { Answer, Work } from './worker.ts';

/**
 * Threads that wait for their next work: one has loaded its code and had it compiled, which takes longer than to fold a million events. They
 * keep no process alive.
 */
const idle: Worker[] = [];
const idleMax = Math.max(1, availableParallelism() - 1);

const started = (): Worker => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url));
  worker.unref();
  return worker;
};

const release = (worker: Worker): void => {
  worker.unref();
  if (idle.length < idleMax) idle.push(worker);
  else void worker.terminate();
};

/** An error of a thread as this one knows it: what is cloned between threads has lost its class. */
const revived = (error: unknown): Error => {
  if (!(error instanceof Error)) return new Error(`a thread threw ${String(error)}`);
  return error.name === 'ColumnsDamagedError' && 'path' in error
    ? new ColumnsDamagedError(String(error.path), error.message, { cause: error })
    : error;
};

/**
 * Has a thread do some work. Resolves with its part; `onTold` hears what it tells before. @throws ColumnsDamagedError, and what the work
 * throws
 */
export const partOfThread = (work: Work, onTold?: (told: unknown) => void): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = idle.pop() ?? started();
    const onExit = (code: number): void => reject(new Error(`a thread ended early, with code ${code}`));
    const onMessage = (answer: Answer): void => {
      if ('told' in answer) {
        onTold?.(answer.told);
        return;
      }
      worker.off('message', onMessage).off('error', reject).off('exit', onExit);
      release(worker);
      if ('part' in answer) resolve(answer.part);
      else reject(revived(answer.error));
    };
    worker.ref();
    worker.on('message', onMessage);
    worker.once('error', reject);
    worker.once('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
    worker.postMessage(work);
  });
