import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer } from 'smtp-server';

/** A real SMTP server that keeps what it is sent. */
export interface MailServer {
  readonly url: string;
  readonly mails: readonly ParsedMail[];
  /** The return path of each mail, in order. */
  readonly returnPaths: readonly string[];
  /** The mails, once there are at least so many. */
  expectMails(count: number): Promise<readonly ParsedMail[]>;
  close(): Promise<void>;
}

export interface MailServerOptions {
  /** A free one without it. */
  readonly port?: number;
  /** The reply to a recipient that is not taken, such as `550 5.1.1 no such user`; undefined: it is. */
  readonly refuse?: (address: string) => string | undefined;
}

const refusal = (reply: string): Error =>
  Object.assign(new Error(reply.slice(4)), { responseCode: Number(reply.slice(0, 3)) });

/** Starts a mail server on this machine. */
export const startMailServer = async ({
  port = 0,
  refuse = () => undefined,
}: MailServerOptions = {}): Promise<MailServer> => {
  const mails: ParsedMail[] = [];
  const returnPaths: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo({ address }, _session, done) {
      const reply = refuse(address);
      done(reply === undefined ? null : refusal(reply));
    },
    onData(stream, { envelope }, done) {
      simpleParser(stream)
        .then((mail) => {
          returnPaths.push(envelope.mailFrom === false ? '' : envelope.mailFrom.address);
          mails.push(mail);
        })
        .then(() => done(), done);
    },
  });
  // A client that was killed resets its connection: no fault of the server.
  server.on('error', () => undefined);
  const listening = server.listen(port, '127.0.0.1');
  await once(listening, 'listening');
  return {
    url: `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    mails,
    returnPaths,
    async expectMails(count) {
      while (mails.length < count) await delay(20);
      return mails;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
};
