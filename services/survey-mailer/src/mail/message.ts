import type { TicketId } from '@caselog/ticket';
import type { PlannedMail } from '../book/mail.ts';

/** A mail, ready to be handed over. */
export interface Mail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  /** The return path: where the mail comes back to when it cannot be delivered. */
  readonly returnPath: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
  /** The mail it follows in its ticket's thread. */
  readonly inReplyTo?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Says of every mail that a machine wrote it, so that machines do not answer (RFC 3834). */
export const automaticHeaders = { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' };

/** Hands mails over. */
export interface MailTransport {
  /** Resolves once the mail is somebody else's; the words say whose. @throws MailRefusedError, MailDeferredError, MailServerDownError */
  deliver(mail: Mail, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** The server will never take this mail: its recipient does not exist, or wants none of it. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
  /** The server's own status, such as `5.1.1` (RFC 3463), or its reply code. */
  readonly status: string;
  constructor(status: string, options?: ErrorOptions) {
    super(`the mail server refused the mail (${status})`, options);
    this.status = status;
  }
}

/** The server will not take this mail now; it may later. Others are not affected. */
export class MailDeferredError extends Error {
  override readonly name = 'MailDeferredError';
  constructor(code: number, options?: ErrorOptions) {
    super(`the mail server put the mail off (${code})`, options);
  }
}

/** The server takes no mail at all: it cannot be reached, or does not accept us. */
export class MailServerDownError extends Error {
  override readonly name = 'MailServerDownError';
  constructor(reason: string, options?: ErrorOptions) {
    super(`the mail server takes no mail: ${reason}`, options);
  }
}

/** The address alone, of `Support <survey@desk.example>`. Pure. */
export const addressOf = (from: string): string => /<([^<>]+)>\s*$/.exec(from)?.[1] ?? from.trim();

const domainOf = (from: string): string => /@([^\s<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

/** The Message-ID of a ticket's first mail, to which all others refer. Pure. */
export const threadIdFor = (ticketId: TicketId, from: string): string =>
  `<ticket.${ticketId}@${domainOf(from)}>`;

/** The Message-ID of a mail: always the same one, so that a mail sent twice is one mail to its reader. Pure. */
export const messageIdFor = (
  { mailId, kind, ticketId }: Pick<PlannedMail, 'mailId' | 'kind' | 'ticketId'>,
  from: string,
): string => (kind === 'opened' ? threadIdFor(ticketId, from) : `<${mailId}@${domainOf(from)}>`);
