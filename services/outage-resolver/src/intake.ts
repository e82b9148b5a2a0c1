import type { RecordedEvent } from '@caselog/event-store';
import { ticketIdOf, ticketStream, type TicketId } from '@caselog/ticket';
import type { Change, OutageBook } from './book.ts';
import { changeOf } from './changes.ts';
import type { Work } from './work.ts';

/** How far the book lets what it does not want pass by before it notes so: a start reads no more than this anew. */
const passedMax = 1_000;

/** Notes how far the reader has come although it wanted nothing of it. */
export const notePassed = (book: OutageBook, position: number): void => {
  if (position >= book.position() + passedMax) book.take([], position);
};

/** What an event means for the book; a ticket whose event cannot be read is held back. */
const changesOf = async ({ held }: Work, event: RecordedEvent): Promise<readonly Change[]> => {
  try {
    return [changeOf(event) ?? []].flat();
  } catch (error) {
    const ticketId = ticketIdOf(event.stream);
    if (ticketId === undefined) throw error;
    await held.hold(ticketId, error);
    return [];
  }
};

/** Takes what a batch of events changed. @throws what the ledger throws */
export const takeBatch = async (work: Work, events: readonly RecordedEvent[]): Promise<void> => {
  const changes: Change[] = [];
  for (const event of events) changes.push(...(await changesOf(work, event)));
  work.book.take(changes, events.at(-1)?.position ?? work.book.position());
};

/** Takes what a ticket's history changed, in order, up to where the book has come; what the book takes meanwhile is read again. */
const takeHistory = async ({ options: { store }, book }: Work, ticketId: TicketId): Promise<void> => {
  for (;;) {
    const position = book.position();
    const history = await store.readStream(ticketStream(ticketId));
    if (position !== book.position()) continue;
    const told = history.filter((event) => event.position <= position);
    return book.take(
      told.flatMap((event) => changeOf(event) ?? []),
      position,
    );
  }
};

/** Takes a held ticket anew from its history; one that still cannot be read stays held. @throws what the ledger throws */
export const takeTicketAgain = async (work: Work, ticketId: TicketId): Promise<void> => {
  const { options, held, bell } = work;
  try {
    await options.helpdesk.load(ticketId);
  } catch (error) {
    return held.hold(ticketId, error);
  }
  await takeHistory(work, ticketId);
  await held.letGo(ticketId);
  bell.ring();
};
