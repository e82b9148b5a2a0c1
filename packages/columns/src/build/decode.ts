import { createCodec, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, type StoredTicketEvent } from '@caselog/ticket';

/** Events of current shapes were checked when they were written. */
const codec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });

/** An event of a ticket in the current shape of its type. Pure. Errors as `EventCodec.decode`. */
export const decode = (recorded: RecordedEvent): RecordedEvent => codec.decode(recorded);
