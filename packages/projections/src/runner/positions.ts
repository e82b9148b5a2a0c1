import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { PositionConflictError } from './errors.ts';
import type { Projection } from './projection.ts';

export interface PositionTables {
  projection_position: {
    name: string;
    version: string;
    /** Every event up to here has been taken or passed over. */
    position: number;
    updated_at: string;
  };
}

export interface ProjectionPosition {
  readonly name: string;
  readonly version: string;
  readonly position: number;
  /** ISO 8601 UTC. */
  readonly updatedAt: string;
}

/** The position of every projection that has ever been run here, by name. */
export const projectionPositions = async (db: ReadModels): Promise<readonly ProjectionPosition[]> => {
  const rows = await db.selectFrom('projection_position').selectAll().orderBy('name').execute();
  return rows.map(({ name, version, position, updated_at }) => ({
    name,
    version,
    position,
    updatedAt: updated_at,
  }));
};

/** The position of one projection, 0 when it has never been run. */
export const positionOf = async (db: ReadModels, name: string): Promise<number> => {
  const row = await db
    .selectFrom('projection_position')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.position ?? 0;
};

const actualPosition = async (
  trx: ReadModelsTransaction,
  { name, version }: Projection,
): Promise<number | undefined> => {
  const row = await trx
    .selectFrom('projection_position')
    .select('position')
    .where('name', '=', name)
    .where('version', '=', version)
    .executeTakeFirst();
  return row?.position;
};

/**
 * Moves a projection from one position to the next, if it still stands where it was left: two runners on one projection can
 * never both commit a batch. @throws PositionConflictError
 */
export const movePosition = async (
  trx: ReadModelsTransaction,
  projection: Projection,
  move: { readonly from: number; readonly to: number; readonly updatedAt: string },
): Promise<void> => {
  const { numUpdatedRows } = await trx
    .updateTable('projection_position')
    .set({ position: move.to, updated_at: move.updatedAt })
    .where('name', '=', projection.name)
    .where('version', '=', projection.version)
    .where('position', '=', move.from)
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  throw new PositionConflictError(projection.name, move.from, await actualPosition(trx, projection));
};
