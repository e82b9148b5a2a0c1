import { flowProjection } from './flow/projection.ts';
import type { FoldMemory } from './fold/ticket-folds.ts';
import { queueProjection } from './queue/projection.ts';
import type { Projection } from './runner/projection.ts';
import { ticketProjection } from './ticket/projection.ts';

/** Every read model of the desk, each ready to be run by one runner. */
export const readModelProjections = (memory: FoldMemory = {}): readonly Projection[] => [
  ticketProjection(memory),
  queueProjection(memory),
  flowProjection(memory),
];
