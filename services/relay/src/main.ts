import { runRelay } from '@caselog/broadcast';
import { patientNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import { awaitHomeLedger } from '@caselog/installation';
import { createLog, openHome, portOf, readFlags, runMain, serveNumbers, UsageError } from '@caselog/process';
import { createMetrics } from './metrics.ts';
import { createReport } from './report.ts';

const usage = `
Publishes every event of the ledger to NATS JetStream, in order. A second one stands by and takes over.

  --home DIR           the desk's folder (default .caselog)
  --nats URL           the server, or several separated by commas (default nats://127.0.0.1:4222)
  --stream NAME        the JetStream stream; made when it is not there (default caselog)
  --replicas N         copies of the stream in a cluster (default 1)
  --metrics-port PORT  serve /metrics for Prometheus on the loopback address
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  nats: { type: 'string', default: 'nats://127.0.0.1:4222' },
  stream: { type: 'string' },
  replicas: { type: 'string', default: '1' },
  'metrics-port': { type: 'string' },
} as const;

const replicasOf = (text: string): number => {
  const replicas = Number(text);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 5)
    throw new UsageError(`--replicas must be 1 to 5, not ${text}`);
  return replicas;
};

await runMain('relay', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const port =
    settings['metrics-port'] === undefined ? undefined : portOf(settings['metrics-port'], '--metrics-port');
  const log = createLog();
  const report = createReport(log, env);
  const metrics = createMetrics();
  const store = await awaitHomeLedger(await openHome(settings.home), { env, log, signal });
  if (!store) return;
  const server = port === undefined ? undefined : await serveNumbers(metrics, port);
  const broadcast = patientNatsBroadcast({
    servers: settings.nats.split(','),
    env,
    ...(settings.stream !== undefined && { stream: settings.stream }),
    replicas: replicasOf(settings.replicas),
    connection: { name: 'caselog relay' },
    onNote: (note) => report.onNats(note),
  });
  try {
    await runRelay({
      store,
      broadcast,
      env,
      signal,
      onLag(lag) {
        metrics.onLag(lag);
        report.onLag(lag);
      },
      onNote(note) {
        metrics.onNote(note);
        report.onNote(note);
      },
    });
    log.info('stopped');
  } finally {
    server?.close();
    await broadcast.close();
    await store.close();
  }
});
