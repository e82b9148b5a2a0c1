import { Worker } from 'node:worker_threads';

/** Statements of a bulk write, most of them of many rows, after which the log is worth taking back: some 20 MB of it. */
const statementsACheckpoint = 400;

/**
 * Takes the write-ahead log of a bulk writer back into its file, in a thread of its own and while the writer goes on. SQLite's own checkpoint, in the writer, remains for what this one leaves. The thread begins with the first large write, and does
 * not keep the process alive.
 */
export class Checkpointer {
  readonly #path: string;
  #worker: Worker | undefined;
  #ended: Promise<unknown> = Promise.resolve();
  #isBusy = false;
  #statements = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** To be called after each statement that wrote. */
  wrote(): void {
    this.#statements += 1;
  }

  /** To be called after each commit. */
  committed(): void {
    if (this.#isBusy || this.#statements < statementsACheckpoint) return;
    this.#statements = 0;
    this.#isBusy = true;
    this.#post('checkpoint');
  }

  /** Resolves once the thread has closed the file. */
  async close(): Promise<void> {
    if (!this.#worker) return;
    this.#worker.ref();
    this.#post('close');
    await this.#ended;
  }

  #post(message: 'checkpoint' | 'close'): void {
    this.#worker ??= this.#start();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const worker = new Worker(new URL('checkpoint-thread.ts', import.meta.url), { workerData: this.#path });
    worker.unref();
    worker.on('message', () => (this.#isBusy = false));
    // What ails the file meets the writer too, whose own checkpoints go on and tell of it. This one is asked no more.
    worker.on('error', () => (this.#isBusy = true));
    this.#ended = new Promise((resolve) => worker.once('exit', resolve));
    return worker;
  }
}
