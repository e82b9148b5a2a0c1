import { follow } from '@caselog/broadcast';
import { systemEnv } from '@caselog/env';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { openBroadcast, openHomeLedger } from '@caselog/installation';
import { aborted, createLog, openHome, readFlags, runMain } from '@caselog/process';
import { startOutageResolver } from './index.ts';

const usage = `
Resolves the tickets attached to an outage when the outage is resolved.

  --home DIR     the desk's folder (default .caselog)
  --nats URL     listen to the broadcast there; without it the ledger is followed by itself
  --stream NAME  the broadcast's stream
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  nats: { type: 'string' },
  stream: { type: 'string' },
} as const;

await runMain('outage-resolver', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const home = await openHome(settings.home);
  const env = systemEnv;
  const log = createLog();
  const store = openHomeLedger(home, env);
  const rulebook = await openPolicyBook({ store, env });
  const { nats, stream } = settings;
  const broadcast = openBroadcast({ name: 'outage-resolver', nats, stream, env, log });
  const resolver = await startOutageResolver({
    store,
    helpdesk: createHelpdesk({ store, env, rulebook }),
    follow: (options) => follow({ ...options, store, env, ...(broadcast && { broadcast }) }),
    env,
    log,
    bookPath: home.file('outage-resolver.sqlite'),
  });
  log.info({ position: resolver.position() }, 'outage resolver at work');
  await Promise.race([aborted(signal), resolver.ended]);
  await resolver.close();
  await broadcast?.close();
  await store.close();
});
