import { databaseAddress } from '@caselog/database';
import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { awaitHomeLedger, openBroadcast } from '@caselog/installation';
import { aborted, createLog, openHome, runMain, UsageError, type Home, type Logger } from '@caselog/process';
import {
  openReadModels,
  projectionPositions,
  readModelsFile,
  ReshardingError,
  setShards,
  type ReadModels,
} from '@caselog/projections';
import { argumentsOf, type Arguments } from './arguments.ts';
import { reporter } from './report.ts';
import { startProjector } from './projector.ts';

const env = systemEnv;

const split = async (db: ReadModels, shards: number): Promise<void> => {
  try {
    await setShards(db, shards, { env });
  } catch (error) {
    throw error instanceof ReshardingError ? new UsageError(error.message, { cause: error }) : error;
  }
};

const project = async (
  store: EventStore,
  home: Home,
  { nats, stream, database, shards, takeoverMs }: Arguments,
  log: Logger,
  signal: AbortSignal,
): Promise<void> => {
  await using stack = new AsyncDisposableStack();
  const open = async (writing: 'live' | 'bulk'): Promise<ReadModels> => {
    const address = databaseAddress(database ?? home.file(readModelsFile));
    const handle = await openReadModels({ ...address, env, writing });
    stack.defer(() => handle.destroy());
    return handle;
  };
  const [db, rebuildDb] = [await open('live'), await open('bulk')];
  if (shards !== undefined) await split(db, shards);
  const broadcast = openBroadcast({ name: 'projector', nats, stream, env, log });
  stack.defer(() => broadcast?.close());
  log.info({ positions: await projectionPositions(db) }, 'projecting');
  const projector = startProjector({
    store,
    db,
    rebuildDb,
    env,
    ...(broadcast && { broadcast }),
    ...(takeoverMs !== undefined && { takeoverMs }),
    ...reporter(log, env),
  });
  await Promise.race([projector.done, aborted(signal)]);
  await projector.stop();
  log.info({ positions: await projectionPositions(db) }, 'stopped');
};

await runMain('projector', async ({ signal }) => {
  const wanted = argumentsOf(process.argv.slice(2));
  const log = createLog();
  const home = await openHome(wanted.home);
  const store = await awaitHomeLedger(home, { env, log, signal });
  if (!store) return;
  try {
    await project(store, home, wanted, log, signal);
  } finally {
    await store.close();
  }
});
