import { z } from 'zod';

/** A ticket's id: a UUID (version 7 when the opening command's id was one, so that ids sort by time). Its stream is `ticket-<id>`. */
export const ticketIdSchema = z.uuid();
export type TicketId = z.infer<typeof ticketIdSchema>;

/** An instant: ISO 8601 in UTC with milliseconds, so that instants compare as strings. */
export const instantSchema = z.iso.datetime({ precision: 3 });
export type Instant = z.infer<typeof instantSchema>;

/** An opaque id of a person, team, customer, partner, outage or data item. Never a name or an address (law 11). */
export const opaqueIdSchema = z.string().regex(/^[\p{L}\p{N}][\p{L}\p{N} ._:@/-]{0,127}$/u);

export const languageSchema = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'a BCP 47 language tag such as "en" or "pt-BR"');

/** The stream of a ticket. Pure. */
export const ticketStream = (ticketId: TicketId): string => `ticket-${ticketId}`;

/** The ticket of a stream, undefined when the stream is not a ticket's. Pure. */
export const ticketIdOf = (stream: string): TicketId | undefined =>
  stream.startsWith('ticket-') ? stream.slice('ticket-'.length) : undefined;
