import { availableParallelism } from 'node:os';
import type { Columns } from '../columns.ts';
import type { FoldWork } from './fold-work.ts';
import { shared, sharedLength, type CreateKernel } from './kernel.ts';
import { partOfThread } from './pool.ts';
import { shareOf } from './share.ts';

export interface FoldColumnsOptions<Params, Part> {
  /** The module that exports the kernel as `createKernel`, for threads, and that function itself, for this one. */
  readonly module: URL;
  readonly createKernel: CreateKernel<Params, Part>;
  /** Plain data. */
  readonly params: Params;
  /** Default: one for each core, where there is work enough for them. */
  readonly threads?: number | undefined;
  /** Hears how many events are folded. */
  readonly onProgress?: ((events: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Lets everything else that is ready run first. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A thread takes longer to start than this many events to fold. */
const eventsWorthAThread = 1_500_000;

const threadsFor = ({ events, image }: Columns, threads: number | undefined): number =>
  Math.max(
    1,
    Math.min(
      threads ?? Math.min(availableParallelism(), Math.ceil(events / eventsWorthAThread)),
      image.bounds.length - 1,
    ),
  );

/**
 * Folds all tickets on all cores, this thread's among them, which lets others run between batches. Resolves with the part of each thread,
 * to be merged in any order. Memory stays flat, whatever the size of the columns.
 * @throws ColumnsDamagedError, what a kernel throws, and the signal's reason
 */
export const foldColumns = async <Params, Part>(
  columns: Columns,
  { module, createKernel, params, threads, onProgress, signal }: FoldColumnsOptions<Params, Part>,
): Promise<readonly Part[]> => {
  const { image } = columns;
  const counters = new Int32Array(new SharedArrayBuffer(sharedLength * 4));
  const share: FoldWork = { image, kernel: module.href, params, counters };
  const work = { module: new URL('./fold-work.ts', import.meta.url).href, params: share };
  const helpers = Array.from({ length: threadsFor(columns, threads) - 1 }, () => partOfThread(work));
  const parts = Promise.all(helpers);
  // Its failure is told where it is awaited, which may be later than it happens.
  parts.catch(() => Atomics.store(counters, shared.stopped, 1));
  try {
    const kernel = createKernel(params);
    for (const _ of shareOf(image, kernel, counters)) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.(Atomics.load(counters, shared.eventsDone));
    }
    const others = (await parts) as readonly Part[];
    signal?.throwIfAborted();
    return [kernel.result(), ...others];
  } finally {
    Atomics.store(counters, shared.stopped, 1);
    // The columns may be closed afterwards: no thread reads them any more.
    await Promise.allSettled(helpers);
  }
};
