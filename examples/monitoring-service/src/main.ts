import { createClient } from '@caselog/api-contract';
import { connectNatsClient } from '@caselog/nats-client';
import { aborted, createLog, portOf, readFlags, runMain, UsageError, webUrlOf } from '@caselog/process';
import { overHttp, overNats } from './desk.ts';
import { serveAlerts } from './server.ts';

const usage = `
Opens tickets from alerts: an Alertmanager posts to /alerts. The desk's API key (role service) stands in CASELOG_TOKEN.

  --port PORT   where alerts are taken (default 4780)
  --api URL     the desk over HTTP (default http://localhost:4700)
  --nats URL    the desk over NATS instead
`;

const flags = {
  port: { type: 'string', default: '4780' },
  api: { type: 'string', default: 'http://localhost:4700' },
  nats: { type: 'string' },
} as const;

await runMain('monitoring-service', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const token = process.env.CASELOG_TOKEN;
  if (token === undefined) throw new UsageError('CASELOG_TOKEN must hold an API key of the desk');
  const log = createLog();
  const nats =
    settings.nats === undefined
      ? undefined
      : await connectNatsClient({ servers: settings.nats, token, timeoutMs: 2_000 });
  const desk = nats
    ? overNats(nats)
    : overHttp(createClient({ baseUrl: webUrlOf(settings.api, '--api'), token }));
  const port = portOf(settings.port);
  const server = await serveAlerts(desk, port, (error) => log.warn({ err: error }, 'an alert was not taken'));
  log.info({ port }, 'at work');
  await aborted(signal);
  server.close();
  await nats?.close();
});
