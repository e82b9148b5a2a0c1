import { createCodec, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, toTicketEvent, type StoredTicketEvent, type TicketEvent } from '@caselog/ticket';

/** Checks every event: for what is written, and for what is verified. */
export const checkingCodec = createCodec<StoredTicketEvent>(ticketEventSchemas);

/** Events of the current shape were checked when they were written, so only older ones are parsed. */
const trustingCodec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });

/** A recorded event in its current shape, as the statechart takes it. Pure. @throws what the codec throws */
export const ticketEventOf = (recorded: RecordedEvent): TicketEvent =>
  toTicketEvent(trustingCodec.decode(recorded));
