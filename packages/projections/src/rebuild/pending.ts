import type { RunOptions } from '../runner/options.ts';
import type { Projection } from '../runner/projection.ts';
import { rebuildProjections } from './rebuild.ts';

/** Builds read models that are new here or of another version. @throws RebuildUnderWayError */
export const rebuildPending = async (
  pending: readonly Projection[],
  { db, source, env, signal }: Pick<RunOptions, 'db' | 'source' | 'env' | 'signal'>,
): Promise<void> => {
  const { failed } = await rebuildProjections({
    db,
    projections: pending,
    source,
    env,
    signal,
    requestedBy: 'new version',
  });
  for (const error of failed.values()) throw error;
};
