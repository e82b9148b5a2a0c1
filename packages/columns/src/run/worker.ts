import { parentPort, workerData } from 'node:worker_threads';
import type { ColumnImage } from '../file/units.ts';
import type { CreateKernel } from './kernel.ts';
import { shareOf } from './share.ts';

/** What a thread is started with. */
export interface Work {
  readonly image: ColumnImage;
  /** The module of the kernel. */
  readonly module: string;
  readonly params: unknown;
  readonly counters: Int32Array<SharedArrayBuffer>;
}

const { image, module, params, counters } = workerData as Work;
const { createKernel } = (await import(module)) as { createKernel: CreateKernel<unknown, unknown> };
const kernel = createKernel(params);
const share = shareOf(image, kernel, counters);
while (!share.next().done);
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads, not between windows
parentPort?.postMessage(kernel.result());
