import { createCodec, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, toTicketEvent, type StoredTicketEvent, type TicketEvent } from '@caselog/ticket';

/** Events of the current shape were checked when they were written, so only older ones are parsed again. */
const codec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });

/** A recorded event in its current shape, as the statechart takes it. Pure. @throws NewerSchemaError, EventDataError */
export const ticketEventOf = (recorded: RecordedEvent): TicketEvent => toTicketEvent(codec.decode(recorded));

/** Whether the event's transition was concluded and not recorded. Pure. */
export const isInferred = ({ data }: TicketEvent): boolean => 'inferred' in data && data.inferred === true;
