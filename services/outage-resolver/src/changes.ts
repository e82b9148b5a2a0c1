import type { RecordedEvent } from '@caselog/event-store';
import { ticketCodec } from '@caselog/helpdesk';
import { ticketIdOf } from '@caselog/ticket';
import type { Change } from './book.ts';

/** The events the resolver reads. */
export const wanted = {
  categories: ['ticket', 'outage'],
  types: ['OutageLinked', 'OutageUnlinked', 'OutageResolved'],
} as const;

/** What an event means for the book; undefined: nothing. Pure. */
export const changeOf = (event: RecordedEvent): Change | undefined => {
  if (event.type === 'OutageResolved')
    return { kind: 'resolved', outageId: event.stream.slice('outage-'.length) };
  const ticketId = ticketIdOf(event.stream);
  if (ticketId === undefined) return undefined;
  const decoded = ticketCodec.decode(event);
  if (decoded.type === 'OutageLinked') return { kind: 'attach', attachment: { ticketId, ...decoded.data } };
  if (decoded.type === 'OutageUnlinked') return { kind: 'detach', ticketId, outageId: decoded.data.outageId };
  return undefined;
};
