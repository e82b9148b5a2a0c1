import { systemEnv } from '@caselog/env';
import { createHelpdesk } from '@caselog/helpdesk';
import { openHomeLedger } from '@caselog/installation';
import { aborted, createLog, openHome, portOf, readFlags, runMain, secretAt } from '@caselog/process';
import { openReadModels, readModelsFile } from '@caselog/projections';
import { buildApi, sqlReads, tokenAuth } from './index.ts';

const usage = `
Serves commands, queries and live events over HTTP. A projector keeps the read models beside it.

  --home DIR    the desk's folder (default .caselog); the token is kept in DIR/token
  --port PORT   default 4700
  --host HOST   on which address (default 127.0.0.1)
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  port: { type: 'string', default: '4700' },
  host: { type: 'string', default: '127.0.0.1' },
} as const;

await runMain('api', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const port = portOf(settings.port);
  const home = await openHome(settings.home);
  const token = await secretAt(home.file('token'));
  const env = systemEnv;
  const store = openHomeLedger(home, env);
  const readModels = await openReadModels({ path: home.file(readModelsFile), env });
  const log = createLog();
  const api = await buildApi({
    helpdesk: createHelpdesk({ store, env }),
    reads: sqlReads(readModels, env),
    events: { head: () => store.head(), follow: (wanted) => store.subscribe(wanted) },
    env,
    auth: tokenAuth(token, { id: 'operator', roles: ['lead'] }),
    log,
  });
  const address = await api.listen({ port, host: settings.host });
  log.info({ address }, 'API at work');
  await aborted(signal);
  await api.close();
  await readModels.destroy();
  await store.close();
});
