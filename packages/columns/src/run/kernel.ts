import type { TicketBatch, Wanted } from '../layout.ts';

/** A fold over tickets, one to a thread: it takes batches in any order, and its part of the result is merged with that of the others. */
export interface ColumnKernel<Part> {
  /** What it reads. */
  readonly wanted: readonly Wanted[];
  /** Takes some whole tickets. The batch is valid during the call only. */
  take(batch: TicketBatch): void;
  /** What it has come to: plain data, which threads can hand to each other. */
  result(): Part;
}

/** What a kernel's module exports as `createKernel`. `params` is plain data. */
export type CreateKernel<Params, Part> = (params: Params) => ColumnKernel<Part>;

/** Numbers that the threads of one fold share. */
export const shared = { nextUnit: 0, eventsDone: 1, stopped: 2 } as const;
export const sharedLength = 3;
