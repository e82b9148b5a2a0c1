import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server that keeps what it is sent. */
export interface MailServer {
  readonly url: string;
  readonly mails: readonly ParsedMail[];
  /** The mails, once there are at least so many. */
  expectMails(count: number): Promise<readonly ParsedMail[]>;
  close(): Promise<void>;
}

/** Starts a mail server on a free port of this machine. */
export const startMailServer = async (): Promise<MailServer> => {
  const mails: ParsedMail[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      simpleParser(stream)
        .then((mail) => mails.push(mail))
        .then(() => done(), done);
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    mails,
    async expectMails(count) {
      while (mails.length < count) await delay(20);
      return mails;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
