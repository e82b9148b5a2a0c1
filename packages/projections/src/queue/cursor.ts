import { instantSchema, prioritySchema, ticketIdSchema, type Priority } from '@caselog/ticket';

/** A place in the queue's order: behind the ticket it names, whether that ticket is still there or not. */
export interface QueuePlace {
  readonly priority: Priority;
  readonly openedAt: string;
  readonly ticketId: string;
}

/** A cursor that no page of the queue has given out. */
export class InvalidCursorError extends Error {
  override readonly name = 'InvalidCursorError';
  readonly cursor: string;
  constructor(cursor: string) {
    super(`${JSON.stringify(cursor.slice(0, 100))} is no cursor of the queue`);
    this.cursor = cursor;
  }
}

/** A place as an opaque text. Pure. */
export const cursorOf = ({ priority, openedAt, ticketId }: QueuePlace): string =>
  [priority, openedAt, ticketId].join('~');

/** The place a cursor names. Pure. @throws InvalidCursorError */
export const placeOf = (cursor: string): QueuePlace => {
  const [priority, openedAt, ticketId, ...rest] = cursor.split('~');
  const parsed = {
    priority: prioritySchema.safeParse(priority),
    openedAt: instantSchema.safeParse(openedAt),
    ticketId: ticketIdSchema.safeParse(ticketId),
  };
  if (!parsed.priority.success || !parsed.openedAt.success || !parsed.ticketId.success || rest.length > 0)
    throw new InvalidCursorError(cursor);
  return {
    priority: parsed.priority.data,
    openedAt: parsed.openedAt.data,
    ticketId: parsed.ticketId.data,
  };
};
