import type { DeliveriesQuery, DeliveriesResponse, Delivery } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { Book } from './book/book.ts';
import type { BookedMail } from './book/mail.ts';
import { messageIdFor } from './mail/message.ts';

const toDelivery = (mail: BookedMail, from: string): Delivery => ({
  mailId: mail.mailId,
  kind: mail.kind,
  ticketId: mail.ticketId,
  episode: mail.episode,
  status: mail.status,
  attempts: mail.attempts,
  messageId: messageIdFor(mail, from),
  plannedAt: mail.plannedAt,
  nextAt: mail.status === 'due' || mail.status === 'sent' ? toInstant(mail.nextAtMs) : null,
  sentAt: mail.sentAtMs === null ? null : toInstant(mail.sentAtMs),
  reason: mail.reason,
});

const cursorOf = ({ position, mailId }: BookedMail): string => `${position}:${mailId}`;

/** Where a page ended; what is no cursor of ours begins at the beginning. */
const placeOf = (cursor = ''): { readonly position: number; readonly mailId: string } | undefined => {
  const [, position, mailId] = /^(\d{1,15}):(.+)$/.exec(cursor) ?? [];
  return mailId === undefined ? undefined : { position: Number(position), mailId };
};

/** One page of what became of the desk's mails, the latest first. Reads the book; tells no address. */
export const deliveriesOf = (
  book: Book,
  { limit = 50, after, status, kind, ticketId }: DeliveriesQuery,
  server: DeliveriesResponse['server'],
  from: string,
): DeliveriesResponse => {
  const mails = book.list({ limit: limit + 1, after: placeOf(after), status, kind, ticketId });
  const shown = mails.slice(0, limit);
  const last = shown.at(-1);
  return {
    position: book.position(),
    counts: book.count(),
    server,
    deliveries: shown.map((mail) => toDelivery(mail, from)),
    next: mails.length > limit && last ? cursorOf(last) : null,
  };
};
