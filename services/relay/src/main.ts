import { runRelay } from '@caselog/broadcast';
import { patientNatsBroadcast, type Retention } from '@caselog/broadcast-nats';
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
  --keep-days N        forget messages older than this (default: keep them all); readers fill from the ledger
  --keep-megabytes N   forget the oldest beyond this size
  --metrics-port PORT  serve /metrics for Prometheus on the loopback address
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  nats: { type: 'string', default: 'nats://127.0.0.1:4222' },
  stream: { type: 'string' },
  replicas: { type: 'string', default: '1' },
  'keep-days': { type: 'string' },
  'keep-megabytes': { type: 'string' },
  'metrics-port': { type: 'string' },
} as const;

const replicasOf = (text: string): number => {
  const replicas = Number(text);
  if (!Number.isInteger(replicas) || replicas < 1 || replicas > 5)
    throw new UsageError(`--replicas must be 1 to 5, not ${text}`);
  return replicas;
};

const amountOf = (text: string | undefined, flag: string): number | undefined => {
  if (text === undefined) return undefined;
  const amount = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || !(amount > 0) || amount > 1e9)
    throw new UsageError(`${flag} must be a number above 0, not ${text}`);
  return amount;
};

const dayMs = 86_400_000;

/** A look costs two microseconds, and whoever waits for the bell waits for it too. */
const pollMs = 5;

/** What the flags say of how long messages are kept. @throws UsageError */
const retentionOf = (days: string | undefined, megabytes: string | undefined): Retention => {
  const keepDays = amountOf(days, '--keep-days');
  const keepMegabytes = amountOf(megabytes, '--keep-megabytes');
  return {
    ...(keepDays !== undefined && { maxAgeMs: Math.ceil(keepDays * dayMs) }),
    ...(keepMegabytes !== undefined && { maxBytes: Math.ceil(keepMegabytes * 1_000_000) }),
  };
};

await runMain('relay', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const port =
    settings['metrics-port'] === undefined ? undefined : portOf(settings['metrics-port'], '--metrics-port');
  const retention = retentionOf(settings['keep-days'], settings['keep-megabytes']);
  const log = createLog();
  const report = createReport(log, env);
  const metrics = createMetrics();
  const store = await awaitHomeLedger(await openHome(settings.home), { env, log, signal, pollMs });
  if (!store) return;
  const server = port === undefined ? undefined : await serveNumbers(metrics, port);
  const broadcast = patientNatsBroadcast({
    servers: settings.nats.split(','),
    env,
    ...(settings.stream !== undefined && { stream: settings.stream }),
    replicas: replicasOf(settings.replicas),
    retention,
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
