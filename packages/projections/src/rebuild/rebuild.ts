import { isDatabaseFault } from '@caselog/database';
import { createMissingTables, shardCount } from '../runner/catalogue.ts';
import { ProjectionDatabaseError, ShardsLostError } from '../runner/errors.ts';
import type { Projection } from '../runner/projection.ts';
import { RebuildUnderWayError } from './errors.ts';
import { claimRebuild, endRebuild, type Claim } from './ledger.ts';
import { makeCandidate, type Candidate } from './make.ts';
import type { Rebuilt, RebuildOptions } from './options.ts';
import { Rebuild } from './together.ts';

const takeoverMsDefault = 3_000;

/** Takes the rebuilds that no other process has. */
const claimAll = async (options: RebuildOptions) => {
  const { db, projections, env, requestedBy = 'program', takeoverMs = takeoverMsDefault } = options;
  const claims: { readonly projection: Projection; readonly claim: Claim }[] = [];
  const failed = new Map<string, RebuildUnderWayError>();
  // At once, for each may have to wait until another process's hold counts as dead.
  await Promise.all(
    projections.map(async (projection) => {
      try {
        claims.push({
          projection,
          claim: await claimRebuild(db, { projection, env, requestedBy, takeoverMs }),
        });
      } catch (error) {
        if (!(error instanceof RebuildUnderWayError)) throw error;
        failed.set(projection.name, error);
      }
    }),
  );
  const order = (one: (typeof claims)[number]): number => projections.indexOf(one.projection);
  return { claims: claims.sort((a, b) => order(a) - order(b)), failed };
};

/**
 * Builds read models anew beside the live ones, in one pass over the events, and swaps them in at exactly the position where those stand, in
 * one transaction: whoever reads sees one or the other, and whoever keeps the live models goes on with the new ones. Killed at any moment,
 * it leaves the live models untouched, and whoever rebuilds them next goes on where it stood. One that another process builds, or that is
 * not what the ledger says, is left out, and told of.
 */
export const rebuildProjections = async (options: RebuildOptions): Promise<Rebuilt> => {
  const { db, projections, env } = options;
  await createMissingTables(db, projections);
  const { claims, failed } = await claimAll(options);
  if (claims.length === 0) return { swappedAt: undefined, events: 0, failed };
  try {
    const candidates: Candidate[] = [];
    for (const { projection, claim } of claims)
      candidates.push(await makeCandidate(options, projection, claim));
    const rebuilt = await new Rebuild(options, candidates, await shardCount(db)).run();
    return { ...rebuilt, failed: new Map([...failed, ...rebuilt.failed]) };
  } catch (error) {
    // One that lost its database or its hold is gone on with later, by this process or another.
    const passes =
      error instanceof ShardsLostError || error instanceof ProjectionDatabaseError || isDatabaseFault(error);
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (!passes)
      for (const { claim } of claims) await endRebuild(db, claim, { status: 'failed', reason }, env);
    throw error;
  }
};

/** Builds one: {@link rebuildProjections} of it alone. @throws RebuildUnderWayError, RebuildDiffersError */
export const rebuildProjection = async ({
  projection,
  ...options
}: Omit<RebuildOptions, 'projections'> & { readonly projection: Projection }): Promise<
  Omit<Rebuilt, 'failed'>
> => {
  const { failed, ...rebuilt } = await rebuildProjections({ ...options, projections: [projection] });
  for (const error of failed.values()) throw error;
  return rebuilt;
};
