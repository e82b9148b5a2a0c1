import { existsSync } from 'node:fs';
import { databaseAddress } from '@caselog/database';
import { systemEnv as env } from '@caselog/env';
import { compareWithFold, openReadModels, projectionPositions, type ReadModels } from '@caselog/projections';
import type { LedgerView } from './ledger-view.ts';

/** Reads the read models of one database, by its file or URL. */
const reading = async <Result>(
  database: string,
  read: (db: ReadModels) => Promise<Result>,
): Promise<Result> => {
  const db = await openReadModels({ ...databaseAddress(database), env });
  try {
    return await read(db);
  } finally {
    await db.destroy();
  }
};

/** How far the read model that lags most has come; 0 while there is none. */
export const projected = (database: string): Promise<number> =>
  !database.startsWith('postgres:') && !existsSync(database)
    ? Promise.resolve(0)
    : reading(database, async (db) => {
        const positions = await projectionPositions(db);
        return positions.length === 0 ? 0 : Math.min(...positions.map(({ position }) => position));
      });

/** What differs between the read models and a fresh fold of the ledger. */
export const readModelFaults = (database: string, { store }: LedgerView): Promise<readonly string[]> =>
  reading(database, async (db) =>
    (await compareWithFold(db, store)).map(
      (difference) => `read models of ${database}: ${JSON.stringify(difference)}`,
    ),
  );
