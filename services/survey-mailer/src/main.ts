import { follow } from '@caselog/broadcast';
import { systemEnv } from '@caselog/env';
import { createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import { openBroadcast, openHomeLedger } from '@caselog/installation';
import {
  aborted,
  createLog,
  cutOffAfter,
  openHome,
  portOf,
  readFlags,
  runMain,
  secretAt,
  webUrlOf,
} from '@caselog/process';
import { fastify } from 'fastify';
import { deliveriesRoute } from './deliveries-route.ts';
import { mailFlags, mailSettingsOf, mailUsage, startMailPart } from './index.ts';

const usage = `
Sends every mail of the desk: surveys, notices and reminders. Serves the survey's pages, takes reports of mails that came
back, and tells the API what became of the mails (its option --mailer).

  --home DIR               the desk's folder (default .caselog)${mailUsage}
  --port PORT              where the survey's pages are served (default 4701)
  --host HOST              on which address (default 127.0.0.1)
  --public-url URL         how requesters reach those pages (default http://localhost:PORT)
  --desk-url URL           how requesters reach the desk's own pages; notices link there
  --nats URL               listen to the broadcast there; without it the ledger is followed by itself
  --stream NAME            the broadcast's stream
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  ...mailFlags,
  port: { type: 'string', default: '4701' },
  host: { type: 'string', default: '127.0.0.1' },
  'public-url': { type: 'string' },
  'desk-url': { type: 'string' },
  nats: { type: 'string' },
  stream: { type: 'string' },
} as const;

await runMain('survey-mailer', async ({ signal }) => {
  const read = readFlags(usage, flags);
  if (!read) return;
  const { host, nats, stream } = read;
  const settings = mailSettingsOf(read);
  const port = portOf(read.port);
  const publicUrl = webUrlOf(read['public-url'] ?? `http://localhost:${port}`, '--public-url');
  const deskUrl = read['desk-url'] === undefined ? {} : { deskUrl: webUrlOf(read['desk-url'], '--desk-url') };
  const home = await openHome(read.home);
  const env = systemEnv;
  const log = createLog();
  const store = openHomeLedger(home, env);
  const book = await openPolicyBook({ store, env });
  const broadcast = openBroadcast({ name: 'survey-mailer', nats, stream, env, log });
  const part = await startMailPart({
    home,
    settings,
    publicUrl,
    ...deskUrl,
    helpdesk: createHelpdesk({ store, env, rulebook: book }),
    policies: book,
    registers: createRegisters({ store, env }),
    store,
    follow: (wanted) => follow({ ...wanted, store, env, ...(broadcast && { broadcast }) }),
    env,
    log,
  });
  const pages = fastify({ routerOptions: { maxParamLength: 512 } });
  pages.addHook('preClose', async () => cutOffAfter(pages.server));
  await part.addRoutes(pages);
  deliveriesRoute(pages, { mailer: part.mailer, secret: await secretAt(home.file('keys', 'deliveries')) });
  await pages.listen({ port, host });
  log.info({ position: part.mailer.position() }, 'mailer at work');
  await Promise.race([aborted(signal), part.mailer.ended]);
  await pages.close();
  await part.close();
  await broadcast?.close();
  await store.close();
});
