import type { RunOptions } from '../runner/options.ts';
import type { Projection } from '../runner/projection.ts';
import { rebuildProjection } from './rebuild.ts';

/** Builds read models that are new here or of another version, one after the other. */
export const rebuildPending = async (
  pending: readonly Projection[],
  { db, source, env, signal }: Pick<RunOptions, 'db' | 'source' | 'env' | 'signal'>,
): Promise<void> => {
  for (const projection of pending) {
    if (signal.aborted) return;
    await rebuildProjection({ db, projection, source, env, signal, requestedBy: 'new version' });
  }
};
