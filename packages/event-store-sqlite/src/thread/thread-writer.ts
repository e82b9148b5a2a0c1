import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { OutcomeUnknownError } from '@caselog/event-store';
import { WriterThreadError } from '../errors.ts';
import type { Group, GroupOutcome } from '../writer.ts';
import { unpackAll, type Carried } from './carried.ts';
import type { ThreadData } from './thread.ts';

/** A `Writer` in a thread of its own: one write at a time. It does not keep the process alive while nothing is under way. */
export class ThreadWriter {
  readonly #path: string;
  readonly #worker: Worker;
  readonly #ended: Promise<unknown>;
  #failure: WriterThreadError | undefined;
  #waiting: { resolve(answer: Carried): void; reject(error: unknown): void } | undefined;

  constructor(data: ThreadData) {
    this.#path = data.path;
    this.#worker = new Worker(new URL('thread.ts', import.meta.url), { workerData: data });
    this.#worker.unref();
    this.#worker.on('message', (answer: Carried) => this.#waiting?.resolve(answer));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#fail(undefined));
    this.#ended = once(this.#worker, 'exit');
  }

  async write(groups: readonly Group[]): Promise<readonly GroupOutcome[]> {
    if (this.#failure) throw this.#failure;
    this.#worker.ref();
    try {
      const answer = await new Promise<Carried>((resolve, reject) => {
        this.#waiting = { resolve, reject };
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
        this.#worker.postMessage(groups);
      });
      return unpackAll(answer, this.#path);
    } finally {
      this.#waiting = undefined;
      this.#worker.unref();
    }
  }

  /** Resolves once the file is closed. */
  async close(): Promise<void> {
    if (this.#failure) return;
    this.#worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
    this.#worker.postMessage('close');
    await this.#ended;
  }

  #fail(cause: unknown): void {
    this.#failure ??= new WriterThreadError(this.#path, { cause });
    // Under the name of a stream that the queue puts in: what was under way may be stored.
    this.#waiting?.reject(new OutcomeUnknownError('a stream', { cause: this.#failure }));
  }
}
