import { createTransport } from 'nodemailer';
import {
  automaticHeaders,
  MailDeferredError,
  MailRefusedError,
  MailServerDownError,
  type Mail,
  type MailTransport,
} from './message.ts';

/** The setting names no SMTP server. The address itself is not repeated: it may hold a password. */
export class SmtpUrlError extends Error {
  override readonly name = 'SmtpUrlError';
  constructor() {
    super('the SMTP server must be given as smtp://host:port or smtps://user:password@host:port');
  }
}

/** Steps at which a refusal concerns this mail and not the whole server. */
const aboutTheMail = new Set(['RCPT TO', 'DATA', 'BDAT']);

interface SmtpFault {
  readonly code?: string | undefined;
  readonly command?: string | undefined;
  readonly responseCode?: number | undefined;
  readonly permanent?: boolean | undefined;
  readonly response?: string | undefined;
}

/** The status in a server's reply, such as `5.1.1` in `550 5.1.1 no such user`; else its code. Nothing else of a reply is kept. Pure. */
const statusOf = (responseCode: number, response = ''): string =>
  /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})\b/.exec(response)?.[1] ?? String(responseCode);

/** What the server replied, without its words: servers like to repeat the address. */
class SmtpReplyError extends Error {
  override readonly name = 'SmtpReplyError';
  constructor(command: string, code: number) {
    super(`the server replied ${code} to ${command === '' ? 'the connection' : command}`);
  }
}

/** What a fault of the transport means. Pure. */
const toMailError = (error: unknown): Error => {
  if (!(error instanceof Error)) return new MailServerDownError('unknown', { cause: error });
  const { code = 'unknown', command = '', responseCode, permanent, response } = error as SmtpFault;
  const quotesAddress = responseCode !== undefined || code === 'EENVELOPE';
  const options = { cause: quotesAddress ? new SmtpReplyError(command, responseCode ?? 553) : error };
  if (responseCode === undefined)
    return code === 'EENVELOPE'
      ? new MailRefusedError('5.1.3', options)
      : new MailServerDownError(code, options);
  if (!aboutTheMail.has(command)) return new MailServerDownError(`${code}, reply ${responseCode}`, options);
  return permanent
    ? new MailRefusedError(statusOf(responseCode, response), options)
    : new MailDeferredError(responseCode, options);
};

/** An SMTP server's address, checked. Pure. @throws SmtpUrlError */
export const smtpUrlOf = (url: string): string => {
  if (!URL.canParse(url)) throw new SmtpUrlError();
  const { protocol, hostname } = new URL(url);
  if (!/^smtps?:$/.test(protocol) || hostname === '') throw new SmtpUrlError();
  return url;
};

/** Mails over SMTP, on a few connections that are kept open. @throws SmtpUrlError */
export const smtpTransport = (url: string): MailTransport => {
  const { host } = new URL(smtpUrlOf(url));
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 4,
    // A second try is ours to make: it is written down first.
    maxRequeues: 0,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async deliver({ messageId, returnPath, inReplyTo, headers, ...mail }: Mail, signal) {
      try {
        await transport.sendMail({
          ...mail,
          messageId,
          signal,
          envelope: { from: returnPath, to: mail.to },
          ...(inReplyTo && { inReplyTo, references: inReplyTo }),
          headers: { ...automaticHeaders, ...headers },
        });
        return `taken by ${host}`;
      } catch (error) {
        throw toMailError(error);
      }
    },
    close: () => transport.close(),
  };
};
