import type { RecordedEvent } from '@caselog/event-store';
import { ticketCodec, type Helpdesk } from '@caselog/helpdesk';
import { fold, ForbiddenEventError, ticketIdOf, toTicketEvent } from '@caselog/ticket';
import type { Book, FaultyEvent, ScheduledSurvey } from './book/book.ts';
import { messageIdFor } from './mail/message.ts';

interface Intake {
  readonly helpdesk: Helpdesk;
  readonly book: Book;
  readonly from: string;
}

/** Why an event cannot become a survey. */
class UnusableEventError extends Error {
  override readonly name = 'UnusableEventError';
}

/** The survey an event schedules: its episode is the one the ticket was in at that event. */
const surveyOf = async (event: RecordedEvent, { helpdesk, from }: Intake): Promise<ScheduledSurvey> => {
  const decoded = ticketCodec.decode(event);
  const ticketId = ticketIdOf(event.stream);
  if (decoded.type !== 'SurveyScheduled' || ticketId === undefined)
    throw new UnusableEventError(`${event.type} of ${event.stream} schedules no survey`);
  const ticket = await helpdesk.load(ticketId);
  const state = fold((ticket?.history ?? []).slice(0, event.revision + 1).map(toTicketEvent));
  if (!state) throw new UnusableEventError(`${event.stream} has no history`);
  const { episode } = state.context;
  return {
    ticketId,
    episode,
    position: event.position,
    sendAfter: decoded.data.sendAfter,
    closesAt: decoded.data.closesAt,
    messageId: messageIdFor(ticketId, episode, from),
  };
};

/** Faults of the event itself; everything else is a fault of the ledger, and the event is read again later. */
const isEventsFault = (error: unknown): error is Error =>
  error instanceof UnusableEventError ||
  error instanceof ForbiddenEventError ||
  (error instanceof Error && /^(EventDataError|NewerSchemaError|UnknownEventTypeError)$/.test(error.name));

/**
 * Writes the surveys of a batch of `SurveyScheduled` events into the book, together with the position. An event that makes no sense is
 * written down as faulty and held against nobody else. @throws what the ledger and the book throw.
 */
export const takeBatch = async (
  events: readonly RecordedEvent[],
  intake: Intake,
  onFault: (fault: FaultyEvent) => void,
): Promise<void> => {
  const surveys: ScheduledSurvey[] = [];
  const faulty: FaultyEvent[] = [];
  for (const event of events) {
    try {
      surveys.push(await surveyOf(event, intake));
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      faulty.push({
        position: event.position,
        stream: event.stream,
        reason: `${error.name}: ${error.message}`,
      });
    }
  }
  intake.book.take(surveys, faulty, events.at(-1)!.position);
  for (const fault of faulty) onFault(fault);
};
