import { join } from 'node:path';
import { systemEnv as env } from '@caselog/env';
import {
  compareWithFold,
  openReadModels,
  projectionPositions,
  readModelsFile,
  type ReadModels,
} from '@caselog/projections';
import type { LedgerView } from './ledger-view.ts';

const reading = async <Result>(home: string, read: (db: ReadModels) => Promise<Result>): Promise<Result> => {
  const db = await openReadModels({ path: join(home, readModelsFile), env });
  try {
    return await read(db);
  } finally {
    await db.destroy();
  }
};

/** How far the read model that lags most has come. */
export const projected = (home: string): Promise<number> =>
  reading(home, async (db) => {
    const positions = await projectionPositions(db);
    return positions.length === 0 ? 0 : Math.min(...positions.map(({ position }) => position));
  });

/** What differs between the read models and a fresh fold of the ledger. */
export const readModelFaults = (home: string, { store }: LedgerView): Promise<readonly string[]> =>
  reading(home, async (db) =>
    (await compareWithFold(db, store)).map((difference) => `read models: ${JSON.stringify(difference)}`),
  );
