import { parentPort } from 'node:worker_threads';
import type { ColumnImage } from '../file/units.ts';
import type { CreateKernel } from './kernel.ts';
import { shareOf } from './share.ts';

/** What a thread is asked. */
export interface Work {
  readonly image: ColumnImage;
  /** The module of the kernel. */
  readonly module: string;
  readonly params: unknown;
  readonly counters: Int32Array<SharedArrayBuffer>;
}

/** What a thread answers: its part, or what was thrown. */
export type Answer = { readonly part: unknown } | { readonly error: unknown };

const fold = async ({ image, module, params, counters }: Work): Promise<Answer> => {
  try {
    const { createKernel } = (await import(module)) as { createKernel: CreateKernel<unknown, unknown> };
    const kernel = createKernel(params);
    const share = shareOf(image, kernel, counters);
    while (!share.next().done);
    return { part: kernel.result() };
  } catch (error) {
    return { error };
  }
};

parentPort?.on('message', (work: Work) => {
  void fold(work).then((answer) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
    parentPort?.postMessage(answer);
  });
});
