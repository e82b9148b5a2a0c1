import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { awaitHomeLedger, openBroadcast } from '@caselog/installation';
import { aborted, createLog, openHome, runMain, type Home, type Logger } from '@caselog/process';
import { openReadModels, projectionPositions, readModelsFile } from '@caselog/projections';
import { argumentsOf, type Arguments } from './arguments.ts';
import { reporter } from './report.ts';
import { startProjector } from './projector.ts';

const env = systemEnv;

const project = async (
  store: EventStore,
  home: Home,
  { nats, stream }: Arguments,
  log: Logger,
  signal: AbortSignal,
): Promise<void> => {
  const db = await openReadModels({ path: home.file(readModelsFile), env });
  const broadcast = openBroadcast({ name: 'projector', nats, stream, env, log });
  try {
    log.info({ positions: await projectionPositions(db) }, 'projecting');
    const projector = startProjector({
      store,
      db,
      env,
      ...(broadcast && { broadcast }),
      ...reporter(log, env),
    });
    await Promise.race([projector.done, aborted(signal)]);
    await projector.stop();
    log.info({ positions: await projectionPositions(db) }, 'stopped');
  } finally {
    await db.destroy();
    await broadcast?.close();
  }
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
