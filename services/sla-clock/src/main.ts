import { follow } from '@caselog/broadcast';
import { systemEnv } from '@caselog/env';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { openBroadcast, openHomeLedger } from '@caselog/installation';
import { aborted, createLog, openHome, readFlags, runMain } from '@caselog/process';
import { startSlaClock } from './index.ts';

const usage = `
Fires what falls due: warnings, missed targets, reminders, silence, the ends of surveys and of reopening windows.

  --home DIR     the desk's folder (default .caselog)
  --book FILE    the clock's own file (default DIR/sla-clock.sqlite); every replica needs one of its own
  --nats URL     listen to the broadcast there; without it the ledger is followed by itself
  --stream NAME  the broadcast's stream
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  book: { type: 'string' },
  nats: { type: 'string' },
  stream: { type: 'string' },
} as const;

await runMain('sla-clock', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const home = await openHome(settings.home);
  const env = systemEnv;
  const log = createLog();
  const store = openHomeLedger(home, env);
  const book = await openPolicyBook({ store, env });
  const { nats, stream } = settings;
  const broadcast = openBroadcast({ name: 'sla-clock', nats, stream, env, log });
  const clock = await startSlaClock({
    store,
    helpdesk: createHelpdesk({ store, env, rulebook: book }),
    policies: book,
    follow: (wanted) => follow({ ...wanted, store, env, ...(broadcast && { broadcast }) }),
    env,
    log,
    bookPath: settings.book ?? home.file('sla-clock.sqlite'),
  });
  log.info({ position: clock.position(), waiting: clock.waiting() }, 'clock at work');
  await Promise.race([aborted(signal), clock.ended]);
  await clock.close();
  await broadcast?.close();
  await store.close();
});
