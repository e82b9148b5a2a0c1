import { joinedQuarantine, type QuarantineStore } from '@caselog/broadcast';
import { createSqlQuarantine, quarantinesIn } from '@caselog/database';
import type { Env } from '@caselog/env';
import type { Home } from '@caselog/process';
import {
  readModelsFile,
  readModelsStatus,
  requestRebuild,
  type ReadModels,
  type ReadModelsStatus,
  type RebuildRecord,
} from '@caselog/projections';

/** What a lead looks after: readers that stopped, and read models. */
export interface Operations {
  /** Works with the quarantine of all readers. */
  withQuarantine<Result>(work: (quarantine: QuarantineStore) => Promise<Result>): Promise<Result>;
  readModels(): Promise<ReadModelsStatus>;
  /** @throws UnknownModelError */
  requestRebuild(model: string, by: string): Promise<readonly RebuildRecord[]>;
}

export interface SqlOperationsOptions {
  readonly db: ReadModels;
  readonly env: Env;
  /** Where workers keep their books, whose quarantines are shown as well. */
  readonly home?: Home;
}

/** The operations of a desk whose read models are in this database. */
export const sqlOperations = ({ db, env, home }: SqlOperationsOptions): Operations => ({
  async withQuarantine(work) {
    const files = home ? await quarantinesIn(home.path, { env, except: [readModelsFile] }) : [];
    try {
      return await work(
        joinedQuarantine([createSqlQuarantine(db), ...files.map(({ quarantine }) => quarantine)]),
      );
    } finally {
      for (const file of files) await file.close();
    }
  },
  readModels: () => readModelsStatus(db),
  requestRebuild: (model, by) => requestRebuild(db, { model, by, env }),
});
