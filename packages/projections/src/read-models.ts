import { flowProjection } from './flow/projection.ts';
import { FoldMemo } from './fold/fold-memo.ts';
import type { FoldMemory } from './fold/ticket-folds.ts';
import { queueProjection } from './queue/projection.ts';
import type { Projection } from './runner/projection.ts';
import { ticketProjection } from './ticket/projection.ts';

/** Every read model of the desk, for one runner: they share the work of folding. */
export const readModelProjections = (memory: FoldMemory = {}): readonly Projection[] => {
  const shared = { memo: new FoldMemo(), ...memory };
  return [ticketProjection(shared), queueProjection(shared), flowProjection(shared)];
};
