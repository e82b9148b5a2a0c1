import { openFolderAttachments } from '@caselog/attachments';
import { serveDashboard } from '@caselog/dashboard';
import { databaseAddress } from '@caselog/database';
import { systemEnv } from '@caselog/env';
import { createGate, createHelpdesk, createRegisters, openPolicyBook } from '@caselog/helpdesk';
import { openHomeLedger } from '@caselog/installation';
import {
  aborted,
  createLog,
  openHome,
  portOf,
  readFlags,
  runMain,
  secretAt,
  webUrlOf,
} from '@caselog/process';
import { openReadModels, readModelsFile } from '@caselog/projections';
import { buildApi, homeReceipts, openHomeIdentity, sqlOperations, sqlReads } from './index.ts';
import { issuersOf, oidcFlags, oidcUsage } from './oidc-flags.ts';
import { remoteMail } from './remote-mail.ts';
import { signInFlags, signInOf, signInUsage } from './sign-in-flags.ts';

const usage = `
Serves commands, queries and live events over HTTP. A projector keeps the read models beside it.

  --home DIR                    the desk's folder (default .caselog); a lead's token is kept in DIR/token
  --port PORT                   default 4700
  --host HOST                   on which address (default 127.0.0.1)
  --database URL|FILE           the read models (default read-models.sqlite in the home)
  --mailer URL                  where the survey mailer's own port is, to show what became of mails
  --pages                       serve the web app as well, below /app/${oidcUsage}${signInUsage}
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  port: { type: 'string', default: '4700' },
  host: { type: 'string', default: '127.0.0.1' },
  database: { type: 'string' },
  mailer: { type: 'string' },
  pages: { type: 'boolean', default: false },
  ...oidcFlags,
  ...signInFlags,
} as const;

await runMain('api', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const port = portOf(settings.port);
  const env = systemEnv;
  const issuers = issuersOf(settings, env);
  const home = await openHome(settings.home);
  const store = openHomeLedger(home, env, { writerThread: true });
  const readModels = await openReadModels({
    ...databaseAddress(settings.database ?? home.file(readModelsFile)),
    env,
  });
  const log = createLog();
  const identity = await openHomeIdentity({ home, store, env, issuers });
  const oidc = await signInOf(settings, home, identity.browsers.identify);
  const book = await openPolicyBook({ store, env });
  const registers = createRegisters({ store, env });
  const attachments = await openFolderAttachments({ folder: home.file('attachments'), env });
  const baseUrl = settings.mailer === undefined ? undefined : webUrlOf(settings.mailer, '--mailer');
  const mail =
    baseUrl && remoteMail({ baseUrl, secret: await secretAt(home.file('keys', 'deliveries')), env });
  const gate = createGate({ registers, book, attachments });
  const api = await buildApi({
    helpdesk: createHelpdesk({ store, env, rulebook: book, gate }),
    reads: sqlReads(readModels, env),
    operations: sqlOperations({ db: readModels, env, home }),
    events: { head: () => store.head(), follow: (wanted) => store.subscribe(wanted) },
    env,
    auth: identity.auth,
    browsers: { ...identity.browsers, ...(oidc && { oidc }) },
    receipts: homeReceipts(home, store),
    columnsFolder: home.file('columns'),
    log,
    store,
    book,
    registers,
    apiKeys: identity.apiKeys,
    ...(mail && { mail }),
    attachments,
  });
  if (settings.pages) await serveDashboard(api);
  const address = await api.listen({ port, host: settings.host });
  log.info({ address }, 'API at work');
  await aborted(signal);
  await api.close();
  identity.close();
  await readModels.destroy();
  await store.close();
});
