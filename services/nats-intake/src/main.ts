import { systemEnv } from '@caselog/env';
import { createGate, createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import { openHomeKeys } from '@caselog/installation/identity';
import { openHomeLedger } from '@caselog/installation/ledger';
import { issuersOf, oidcFlags, oidcUsage } from '@caselog/installation/oidc-flags';
import { followPolicy } from '@caselog/intake';
import { createLog, openHome, portOf, readFlags, runMain, serveNumbers } from '@caselog/process';
import { createMetrics } from './metrics.ts';
import { runNatsIntake } from './run.ts';

const usage = `
Takes commands over NATS, as the micro service caselog-intake. Several of them share the work.

  --home DIR                    the desk's folder (default .caselog)
  --nats URL                    the server, or several separated by commas (default nats://127.0.0.1:4222)
  --metrics-port PORT           serve /metrics for Prometheus and /health on the loopback address${oidcUsage}
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  nats: { type: 'string', default: 'nats://127.0.0.1:4222' },
  'metrics-port': { type: 'string' },
  ...oidcFlags,
} as const;

await runMain('nats-intake', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const port =
    settings['metrics-port'] === undefined ? undefined : portOf(settings['metrics-port'], '--metrics-port');
  const env = systemEnv;
  const log = createLog();
  const metrics = createMetrics();
  const issuers = issuersOf(settings, env);
  const home = await openHome(settings.home);
  const store = openHomeLedger(home, env);
  const server = port === undefined ? undefined : await serveNumbers(metrics, port);
  try {
    const { identify } = await openHomeKeys({ home, store, env, issuers });
    const book = await openPolicyBook({ store, env });
    const registers = createRegisters({ store, env });
    const gate = createGate({ registers, book });
    const following = followPolicy(book, {
      events: { head: () => store.head(), follow: (options) => store.subscribe(options) },
      env,
      signal,
      onTrouble: (error) => log.warn({ err: error }, 'the policy is not followed; it is tried again'),
    });
    const helpdesk = createHelpdesk({ store, env, rulebook: book, gate });
    await runNatsIntake({
      context: { helpdesk, registers, store, env },
      identify,
      servers: settings.nats,
      env,
      log,
      signal,
      onAnswered: (answered) => metrics.onAnswered(answered),
      onConnected: (isConnected) => metrics.onConnected(isConnected),
    });
    await following;
    log.info('stopped');
  } finally {
    server?.close();
    await store.close();
  }
});
