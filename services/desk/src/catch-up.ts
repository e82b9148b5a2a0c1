import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { projectionPositions, type ReadModels } from '@caselog/projections';
import type { Progress } from './progress.ts';

export interface CatchUpOptions {
  readonly store: EventStore;
  readonly db: ReadModels;
  readonly env: Env;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

const lookEveryMs = 25;

/** Waits until the read models show what the ledger held when this was called, or the signal aborts. */
export const catchUp = async ({ store, db, env, progress, signal }: CatchUpOptions): Promise<void> => {
  const head = await store.head();
  for (;;) {
    const positions = (await projectionPositions(db)).map(({ position }) => position);
    const reached = positions.length === 0 ? 0 : Math.min(...positions);
    if (reached >= head || signal.aborted) break;
    progress.update('building the read models', reached, head);
    await env.sleep(lookEveryMs, signal).catch(() => undefined);
  }
  progress.end();
};
