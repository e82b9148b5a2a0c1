import { shardOf } from '@caselog/broadcast';
import type { ReadModels } from '../database/schema.ts';
import { firstRevision, heldBackBy } from '../runner/lanes.ts';
import { shardCount } from '../runner/catalogue.ts';
import { shardPositions } from '../runner/positions.ts';
import type { Extent } from './expected.ts';

/** An {@link Extent} with a text that is the same for the same extent. */
export interface KeyedExtent extends Extent {
  readonly key: string;
}

/** How much of the ledger a read model has taken: by the positions of its shards, its lanes that stopped and what was left out. */
export const extentOf = async (
  db: ReadModels,
  names: { readonly reader: string; readonly predecessor?: string },
): Promise<KeyedExtent> => {
  const shards = await shardCount(db);
  const positions = await shardPositions(db, names.reader);
  const { lanes, skipped } = await heldBackBy(db, names);
  const stops = new Map([...lanes.values()].map((lane) => [lane.stream, firstRevision(lane, skipped)]));
  const reach = ({ stream }: { readonly stream: string }) => positions.get(shardOf(stream, shards)) ?? 0;
  return {
    key: JSON.stringify([[...positions].toSorted(([a], [b]) => a - b), [...stops], [...skipped]]),
    until: Math.max(0, ...positions.values()),
    takes: (recorded) =>
      recorded.position <= reach(recorded) && recorded.revision < (stops.get(recorded.stream) ?? Infinity),
    leavesOut: ({ id }) => skipped.has(id),
  };
};
