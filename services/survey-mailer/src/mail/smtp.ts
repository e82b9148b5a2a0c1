import { createTransport } from 'nodemailer';
import {
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
}

/** What a fault of the transport means. Pure. Server replies are not quoted: they like to repeat the address. */
const toMailError = (error: unknown): Error => {
  const options = { cause: error };
  if (!(error instanceof Error)) return new MailServerDownError('unknown', options);
  const { code = 'unknown', command = '', responseCode, permanent } = error as SmtpFault;
  if (responseCode === undefined)
    return code === 'EENVELOPE' ? new MailRefusedError(553, options) : new MailServerDownError(code, options);
  if (!aboutTheMail.has(command)) return new MailServerDownError(`${code}, reply ${responseCode}`, options);
  return permanent
    ? new MailRefusedError(responseCode, options)
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
    async deliver({ messageId, ...mail }: Mail, signal) {
      try {
        await transport.sendMail({
          ...mail,
          messageId,
          signal,
          headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
        });
        return `taken by ${host}`;
      } catch (error) {
        throw toMailError(error);
      }
    },
    close: () => transport.close(),
  };
};
