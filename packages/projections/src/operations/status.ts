import { createSqlQuarantine } from '@caselog/database';
import type { ReadModels } from '../database/schema.ts';
import { rebuilds, type RebuildRecord } from '../rebuild/ledger.ts';
import { projectionPositions, type ProjectionPosition } from '../runner/positions.ts';
import { shardStatuses, type ShardStatus } from '../share/shards.ts';

/** A read model with what it holds back and its last rebuild. */
export interface ModelStatus extends ProjectionPosition {
  readonly heldLanes: number;
  readonly rebuild: RebuildRecord | null;
}

export interface ReadModelsStatus {
  readonly models: readonly ModelStatus[];
  readonly shards: readonly ShardStatus[];
}

/** Where the read models stand, who keeps them, what they hold back, and how far their rebuilds are. */
export const readModelsStatus = async (db: ReadModels): Promise<ReadModelsStatus> => {
  const positions = await projectionPositions(db);
  const records = new Map((await rebuilds(db)).map((record) => [record.model, record]));
  const lanes = await createSqlQuarantine(db).list();
  return {
    models: positions.map((model) => ({
      ...model,
      heldLanes: lanes.filter(({ reader }) => reader === model.name).length,
      rebuild: records.get(model.name) ?? null,
    })),
    shards: await shardStatuses(db),
  };
};
