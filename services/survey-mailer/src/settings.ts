import { UsageError } from '@caselog/process';
import { smtpUrlOf } from './mail/smtp.ts';

/** How mails go out and come back. */
export interface MailSettings {
  /** The mail server; without it mails are written to the home's `mail` folder. */
  readonly smtp: string | undefined;
  readonly from: string;
  /** How many are handed over in a minute at most. */
  readonly mailsPerMinuteMax: number;
  readonly bounceAddress: string | undefined;
  /** Where delivery reports arrive: an IMAP mailbox or a Maildir folder. */
  readonly bounces: string | undefined;
}

export const mailUsage = `
  --smtp URL               the mail server, such as smtp://localhost:25; without it mails are written to DIR/mail
  --from ADDRESS           the sender of mails (default "Support <survey@localhost>")
  --mails-per-minute N     how many are handed over at most (default 6000)
  --bounce-address ADDRESS where undeliverable mails come back; each mail gets a return path of its own under it
  --bounces MAILBOX        where delivery reports are read: imap://user:password@host/INBOX, imaps://…, or a Maildir folder`;

export const mailFlags = {
  smtp: { type: 'string' },
  from: { type: 'string', default: 'Support <survey@localhost>' },
  'mails-per-minute': { type: 'string', default: '6000' },
  'bounce-address': { type: 'string' },
  bounces: { type: 'string' },
} as const;

const addressOf = (text: string): string => {
  if (!/^[^@\s<>]+@[^@\s<>]+$/.test(text))
    throw new UsageError(`--bounce-address must be an address such as bounces@desk.example, not ${text}`);
  return text;
};

const rateOf = (text: string): number => {
  if (!/^[1-9]\d{0,5}$/.test(text))
    throw new UsageError(`--mails-per-minute must be a whole number from 1 to 999999, not ${text}`);
  return Number(text);
};

/** The settings in a command line's flags, checked. Pure. @throws UsageError, SmtpUrlError */
export const mailSettingsOf = (read: {
  readonly [Flag in keyof typeof mailFlags]?: string | undefined;
}): MailSettings => {
  const { smtp, from = mailFlags.from.default, bounces } = read;
  const bounceAddress = read['bounce-address'];
  return {
    smtp: smtp === undefined ? undefined : smtpUrlOf(smtp),
    from,
    mailsPerMinuteMax: rateOf(read['mails-per-minute'] ?? mailFlags['mails-per-minute'].default),
    bounceAddress: bounceAddress === undefined ? undefined : addressOf(bounceAddress),
    bounces,
  };
};
