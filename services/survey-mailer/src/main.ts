import { systemEnv } from '@caselog/env';
import { createHelpdesk } from '@caselog/helpdesk';
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
import { fastify } from 'fastify';
import { folderTransport, smtpTransport, startMailer, surveyRoutes } from './index.ts';

const usage = `
Mails a survey for each resolved episode, and serves the survey's pages.

  --home DIR         the desk's folder (default .caselog)
  --smtp URL         the mail server; without it mails are written to DIR/mail
  --from ADDRESS     the sender (default "Support <survey@localhost>")
  --port PORT        where the survey's pages are served (default 4701)
  --host HOST        on which address (default 127.0.0.1)
  --public-url URL   how requesters reach those pages (default http://localhost:PORT)
`;

const flags = {
  home: { type: 'string', default: '.caselog' },
  smtp: { type: 'string' },
  from: { type: 'string', default: 'Support <survey@localhost>' },
  port: { type: 'string', default: '4701' },
  host: { type: 'string', default: '127.0.0.1' },
  'public-url': { type: 'string' },
} as const;

await runMain('survey-mailer', async ({ signal }) => {
  const settings = readFlags(usage, flags);
  if (!settings) return;
  const { from, host, smtp } = settings;
  const port = portOf(settings.port);
  const home = await openHome(settings.home);
  const key = await secretAt(home.file('keys', 'survey'));
  const env = systemEnv;
  const log = createLog();
  const store = openHomeLedger(home, env);
  const helpdesk = createHelpdesk({ store, env });
  const pages = fastify({ routerOptions: { maxParamLength: 512 } });
  await pages.register(surveyRoutes, { helpdesk, env, key, from });
  await pages.listen({ port, host });
  const mailer = startMailer({
    helpdesk,
    follow: (wanted) => store.subscribe(wanted),
    env,
    log,
    transport: smtp === undefined ? folderTransport(home.file('mail')) : smtpTransport(smtp),
    bookPath: home.file('mailer.sqlite'),
    key,
    publicUrl: webUrlOf(settings['public-url'] ?? `http://localhost:${port}`, '--public-url'),
    from,
  });
  log.info({ position: mailer.position() }, 'survey mailer at work');
  await Promise.race([aborted(signal), mailer.ended]);
  await pages.close();
  await mailer.close();
  await store.close();
});
