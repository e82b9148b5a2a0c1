import type { ColumnImage } from '../file/units.ts';
import type { CreateKernel } from './kernel.ts';
import { shareOf } from './share.ts';

/** One thread's share of a fold. */
export interface FoldWork {
  readonly image: ColumnImage;
  /** The module of the kernel. */
  readonly kernel: string;
  readonly params: unknown;
  readonly counters: Int32Array<SharedArrayBuffer>;
}

/** Folds a share in a thread. @throws ColumnsDamagedError, and what the kernel throws */
export const run = async ({ image, kernel, params, counters }: FoldWork): Promise<unknown> => {
  const { createKernel } = (await import(kernel)) as { createKernel: CreateKernel<unknown, unknown> };
  const made = createKernel(params);
  const share = shareOf(image, made, counters);
  while (!share.next().done);
  return made.result();
};
