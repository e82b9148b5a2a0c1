import { isTicketEventType } from '@caselog/ticket';
import { z } from 'zod';
import { queryCount, queryList } from './reads.ts';
import type { EventView } from './tickets.ts';

export const eventsQuerySchema = z.strictObject({
  after: queryCount(0).optional().meta({
    description:
      'Send the events behind this position; 0 for all of them. `Last-Event-ID` goes before it. Without either: from now on.',
  }),
  types: queryList(z.string().refine(isTicketEventType, 'must be a type of ticket event'))
    .optional()
    .meta({ description: 'Event types wanted; all without it.' }),
});
export const eventsHeadersSchema = z.object({ 'last-event-id': queryCount(0).optional() });

/** Where a listener of `GET /my/events` has come to. It tells nobody how much happens beside: only the API that gave it reads it. */
const cursorSchema = z.string().regex(/^[\w-]{1,128}$/, 'must be a cursor this stream has named');
export const myEventsQuerySchema = z.strictObject({
  after: cursorSchema.optional().meta({
    description:
      'Go on behind this `id` of the stream. `Last-Event-ID` goes before it. Without either: from now on.',
  }),
});
export const myEventsHeadersSchema = z.object({ 'last-event-id': cursorSchema.optional() });

/** What `GET /my/events` carries besides events: that it lives, or that what is known must be read again. */
export const mySignalSchema = z.object({
  now: z.iso.datetime().meta({ description: 'The server’s own time.' }),
});

/**
 * What the stream carries besides events. `heartbeat`: nothing new, with the ledger's last position. `progress`: everything
 * wanted up to the position was sent, so a reader whose filter lets nothing pass resumes from there. `reset`: the position
 * asked for lies beyond the ledger, which must be another one; what is known must be read again, and the stream goes on from `position`.
 */
export const signalSchema = z.object({
  position: z.int(),
  now: z.iso.datetime().optional().meta({ description: 'The server’s own time.' }),
});

/** One message of `GET /events`: `event` is the SSE event name, `id` the position. */
export type StreamMessage =
  | { readonly kind: 'event'; readonly event: EventView }
  | { readonly kind: 'heartbeat' | 'progress' | 'reset'; readonly position: number };

/** The SSE event name that carries a ledger event; its type stands in the data. */
export const ledgerEventName = 'ledger-event';
