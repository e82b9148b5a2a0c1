import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { ColumnsDamagedError } from '../errors.ts';
import type { Answer, Work } from './worker.ts';

/**
 * Threads that wait for their next fold: one has loaded its code and had it compiled, which takes longer than to fold a million events. They
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
  if (!(error instanceof Error)) return new Error(`a folding thread threw ${String(error)}`);
  return error.name === 'ColumnsDamagedError' && 'path' in error
    ? new ColumnsDamagedError(String(error.path), error.message, { cause: error })
    : error;
};

/** Has a thread do its share of a fold. Resolves with its part. @throws ColumnsDamagedError, and what the kernel throws */
export const partOfThread = (work: Work): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const worker = idle.pop() ?? started();
    const onExit = (code: number): void =>
      reject(new Error(`a folding thread ended early, with code ${code}`));
    worker.ref();
    worker.once('message', (answer: Answer) => {
      worker.off('error', reject).off('exit', onExit);
      release(worker);
      if ('part' in answer) resolve(answer.part);
      else reject(revived(answer.error));
    });
    worker.once('error', reject);
    worker.once('exit', onExit);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- to a thread, not to a window
    worker.postMessage(work);
  });
