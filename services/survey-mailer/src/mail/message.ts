import type { TicketId } from '@caselog/ticket';

/** A mail, ready to be handed over. */
export interface Mail {
  readonly messageId: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly date: Date;
}

/** Hands mails over. */
export interface MailTransport {
  /** Resolves once the mail is somebody else's; the words say whose. @throws MailRefusedError, MailDeferredError, MailServerDownError */
  deliver(mail: Mail, signal: AbortSignal): Promise<string>;
  close(): void;
}

/** The server will never take this mail: its recipient does not exist, or wants none of it. */
export class MailRefusedError extends Error {
  override readonly name = 'MailRefusedError';
  readonly code: number;
  constructor(code: number, options?: ErrorOptions) {
    super(`the mail server refused the mail (${code})`, options);
    this.code = code;
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

/** The domain of an address such as `Support <survey@desk.example>`. Pure. */
const domainOf = (from: string): string => /@([^\s<>]+)>?\s*$/.exec(from)?.[1] ?? 'localhost';

/** The Message-ID of an episode's survey: always the same one, so that a mail sent twice is one mail to its reader. Pure. */
export const messageIdFor = (ticketId: TicketId, episode: number, from: string): string =>
  `<survey.${ticketId}.${episode}@${domainOf(from)}>`;
