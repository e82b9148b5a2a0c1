import { secretAt, type Home } from '@caselog/process';
import type { FastifyContextConfig, FastifyInstance } from 'fastify';
import { followBounces } from './bounces/follow.ts';
import { openInbox } from './bounces/open.ts';
import { bounceRoutes } from './bounces/routes.ts';
import { folderTransport } from './mail/folder.ts';
import { smtpTransport } from './mail/smtp.ts';
import { startMailer, type SurveyMailer } from './mailer.ts';
import type { SurveyMailerOptions } from './options.ts';
import { surveyRoutes } from './pages/routes.ts';
import type { MailSettings } from './settings.ts';

type Given =
  'helpdesk' | 'policies' | 'registers' | 'env' | 'log' | 'store' | 'follow' | 'publicUrl' | 'deskUrl';

export interface MailPartOptions extends Pick<SurveyMailerOptions, Given> {
  readonly home: Home;
  readonly settings: MailSettings;
}

/** Everything about mail in one process: the mailer, the mailbox of reports, and the pages. */
export interface MailPart {
  readonly mailer: SurveyMailer;
  /** Adds the survey's pages and the webhook of reports to a server. `config`: what the server must know of public routes. */
  addRoutes(app: FastifyInstance, config?: FastifyContextConfig): Promise<void>;
  /** Ends mailer and mailbox. Idempotent. */
  close(): Promise<void>;
}

/** Starts the mailer of a home, and the reading of its mailbox. @throws MailerBookError, ImapUrlError */
export const startMailPart = async ({ home, settings, ...given }: MailPartOptions): Promise<MailPart> => {
  const { helpdesk, policies, registers, env, log } = given;
  const { smtp, from, mailsPerMinuteMax, bounceAddress, bounces } = settings;
  const key = await secretAt(home.file('keys', 'survey'));
  const secret = await secretAt(home.file('keys', 'bounces'));
  const inbox = bounces === undefined ? undefined : openInbox(bounces, env);
  const mailer = startMailer({
    ...given,
    transport: smtp === undefined ? folderTransport(home.file('mail')) : smtpTransport(smtp),
    bookPath: home.file('mailer.sqlite'),
    key,
    from,
    mailsPerMinuteMax,
    ...(bounceAddress !== undefined && { bounceAddress }),
  });
  const stop = new AbortController();
  const take = mailer.bounce.bind(mailer);
  const reading = inbox && followBounces({ inbox, take, env, log, signal: stop.signal });
  return {
    mailer,
    async addRoutes(app, config = {}) {
      await app.register(surveyRoutes, { helpdesk, policies, registers, env, key, from, config });
      await app.register(bounceRoutes, { take, secret, config });
    },
    async close() {
      stop.abort();
      await reading;
      await mailer.close();
    },
  };
};
