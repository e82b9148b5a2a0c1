import { instantSchema, prioritySchema, ticketIdSchema, type Priority } from '@caselog/ticket';

/** In which order: by priority and time of request, or by how long a ticket has stood where it stands. */
export type QueueSort = 'priority' | 'waiting';

/** A place in the queue's order: behind the ticket it names, whether that ticket is still there or not. */
export type QueuePlace =
  | {
      readonly sort: 'priority';
      readonly priority: Priority;
      readonly openedAt: string;
      readonly ticketId: string;
    }
  | { readonly sort: 'waiting'; readonly waitingSince: string; readonly ticketId: string };

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
export const cursorOf = (place: QueuePlace): string =>
  place.sort === 'priority'
    ? [place.priority, place.openedAt, place.ticketId].join('~')
    : [place.waitingSince, place.ticketId].join('~');

/** The place a cursor names in an order. Pure. @throws InvalidCursorError for one of another order, too */
export const placeOf = (cursor: string, sort: QueueSort): QueuePlace => {
  const parts = cursor.split('~');
  if (parts.length !== (sort === 'priority' ? 3 : 2)) throw new InvalidCursorError(cursor);
  const [ticketId, since, priority] = parts.toReversed();
  const read = {
    priority: prioritySchema.safeParse(priority ?? 'P1'),
    since: instantSchema.safeParse(since),
    ticketId: ticketIdSchema.safeParse(ticketId),
  };
  if (!read.priority.success || !read.since.success || !read.ticketId.success)
    throw new InvalidCursorError(cursor);
  const place = { ticketId: read.ticketId.data };
  return sort === 'priority'
    ? { sort, ...place, priority: read.priority.data, openedAt: read.since.data }
    : { sort, ...place, waitingSince: read.since.data };
};
