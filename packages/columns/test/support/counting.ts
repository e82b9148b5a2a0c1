import type { ColumnKernel } from '../../src/kernel.ts';

/** How many events of each ticket there are, tickets and counts by turns; `slowMs`: how long each batch takes at least. */
export const createKernel = ({ slowMs }: { slowMs: number }): ColumnKernel<number[]> => {
  const counts: number[] = [];
  return {
    wanted: ['type'],
    take({ tickets, ticket, start }) {
      for (let k = 0; k < tickets; k += 1) counts.push(ticket[k]!, start[k + 1]! - start[k]!);
      // Each thread is to get its share, however quick the first is.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, slowMs);
    },
    result: () => counts,
  };
};
