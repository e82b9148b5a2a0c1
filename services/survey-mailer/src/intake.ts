import type { MailKind } from '@caselog/api-contract';
import type { RecordedEvent } from '@caselog/event-store';
import { ticketCodec, UnknownPolicyVersionError } from '@caselog/helpdesk';
import {
  fold,
  ForbiddenEventError,
  ticketIdOf,
  toTicketEvent,
  type EventData,
  type TicketId,
} from '@caselog/ticket';
import type { Book, FaultyEvent, Planned } from './book/book.ts';
import { noticeId, surveyMailId } from './book/mail.ts';
import { correspondenceOf } from './correspondence.ts';
import type { Surroundings } from './options.ts';
import { episodeOf, remindersAfter, surveySentAt } from './survey-state.ts';

/** Which events become mails about the ticket. A reply becomes one where it was given by e-mail. */
const noticeKinds: Readonly<Record<string, MailKind>> = {
  TicketOpened: 'opened',
  ReplySent: 'reply',
  DataRequested: 'data-request',
  ReminderIssued: 'reminder',
  TicketResolved: 'resolution',
};

/** What the mailer reads of the ledger. */
export const wantedEvents = {
  categories: ['ticket'],
  types: [...Object.keys(noticeKinds), 'SurveyScheduled'],
};

interface Intake extends Surroundings {
  readonly book: Book;
}

/** Why an event cannot become a mail. */
class UnusableEventError extends Error {
  override readonly name = 'UnusableEventError';
}

const idOf = ({ stream, type }: RecordedEvent): TicketId => {
  const ticketId = ticketIdOf(stream);
  if (ticketId === undefined) throw new UnusableEventError(`${type} stands in ${stream}, which is no ticket`);
  return ticketId;
};

/** The survey an event schedules, with what the ledger already knows of it, and the reminders that are still to come. */
const surveyMails = async (event: RecordedEvent, intake: Intake): Promise<readonly Planned[]> => {
  const decoded = ticketCodec.decode(event);
  const ticketId = idOf(event);
  if (decoded.type !== 'SurveyScheduled') throw new UnusableEventError(`${event.type} schedules no survey`);
  const ticket = await intake.helpdesk.load(ticketId);
  const state = ticket && fold(ticket.history.slice(0, event.revision + 1).map(toTicketEvent));
  if (!state) throw new UnusableEventError(`${event.stream} has no history`);
  const { episode, requesterId } = state.context;
  const { sendAfter, closesAt } = decoded.data;
  const { revision, position } = event;
  const plannedAt = event.metadata.occurredAt;
  const survey = { ticketId, episode, revision, position, plannedAt, sendAfter, closesAt, requesterId };
  const mail = { ...survey, mailId: surveyMailId(survey), kind: 'survey', number: null } as const;
  const sentAt = surveySentAt(ticket.history, episode);
  if (sentAt === undefined) return [mail];
  const sentAtMs = Date.parse(sentAt);
  const hasBounced = episodeOf(ticket.history, episode).some(({ type }) => type === 'SurveyBounced');
  const known = { status: hasBounced ? 'bounced' : 'recorded', sentAtMs, reason: null } as const;
  const { policy } = await correspondenceOf(intake, ticket);
  return [{ ...mail, known }, ...remindersAfter(survey, sentAtMs, policy, ticket.history)];
};

/** Whether the policy an event was recorded under tells requesters of it by mail. Imports and desks without a policy tell nobody. */
const isPromised = async ({ metadata }: RecordedEvent, kind: MailKind, { policies }: Intake) => {
  const { policyVersion } = metadata;
  if (policyVersion === undefined) return false;
  const promised = (): boolean =>
    policies.policyOf(policyVersion).document.mail.notices.some((notice) => notice === kind);
  try {
    return promised();
  } catch (error) {
    if (!(error instanceof UnknownPolicyVersionError)) throw error;
    await policies.refresh();
  }
  try {
    return promised();
  } catch (error) {
    if (error instanceof UnknownPolicyVersionError) return false;
    throw error;
  }
};

/** The mail about what an event's command did, unless nobody is to be told by mail. Pure. */
const noticeOf = (event: RecordedEvent, kind: MailKind): readonly Planned[] => {
  const decoded = ticketCodec.decode(event);
  if (decoded.type === 'ReplySent' && decoded.data.channel !== 'email') return [];
  const ticketId = idOf(event);
  const { occurredAt, recordedAt, commandId } = event.metadata;
  return [
    {
      mailId: noticeId(ticketId, commandId),
      kind,
      ticketId,
      episode: null,
      number: null,
      revision: event.revision,
      position: event.position,
      plannedAt: occurredAt,
      sendAfter: recordedAt,
      closesAt: null,
      requesterId: '',
    },
  ];
};

/** Whether an opening leaves an address the desk writes to. Tickets of another system's log were answered there. Pure. */
const leavesAddress = (event: RecordedEvent): boolean => {
  const { requesterEmail, source } = event.data as Partial<EventData<'TicketOpened'>>;
  return source === undefined && typeof requesterEmail === 'string';
};

/** Faults of the event itself; everything else is a fault of the ledger, and the event is read again later. */
const isEventsFault = (error: unknown): error is Error =>
  error instanceof UnusableEventError ||
  error instanceof ForbiddenEventError ||
  (error instanceof Error && /^(EventDataError|NewerSchemaError|UnknownEventTypeError)$/.test(error.name));

/** What a batch has told so far. */
class Batch {
  readonly #fence: number;
  readonly mails: Planned[] = [];
  readonly correspondents = new Set<TicketId>();
  readonly faulty: FaultyEvent[] = [];

  constructor(fence: number) {
    this.#fence = fence;
  }

  async add(event: RecordedEvent, intake: Intake): Promise<void> {
    if (event.type === 'SurveyScheduled') {
      this.mails.push(...(await surveyMails(event, intake)));
      return;
    }
    if (event.type === 'TicketOpened' && leavesAddress(event)) this.correspondents.add(idOf(event));
    const kind = noticeKinds[event.type];
    if (kind === undefined || event.position <= this.#fence) return;
    const ticketId = idOf(event);
    if (!this.correspondents.has(ticketId) && !intake.book.writesTo(ticketId)) return;
    if (await isPromised(event, kind, intake)) this.mails.push(...noticeOf(event, kind));
  }
}

/**
 * Writes what a batch of events leads to into the book, together with the position. An event that makes no sense is written down as
 * faulty and held against nobody else. @throws what the ledger and the book throw.
 */
export const takeBatch = async (
  events: readonly RecordedEvent[],
  intake: Intake,
  onFault: (fault: FaultyEvent) => void,
): Promise<void> => {
  const batch = new Batch(intake.book.fence() ?? 0);
  for (const event of events) {
    try {
      await batch.add(event, intake);
    } catch (error) {
      if (!isEventsFault(error)) throw error;
      const { position, stream } = event;
      batch.faulty.push({ position, stream, reason: `${error.name}: ${error.message}` });
    }
  }
  const { mails, correspondents, faulty } = batch;
  intake.book.take({ mails, correspondents: [...correspondents], faulty, position: events.at(-1)!.position });
  for (const fault of faulty) onFault(fault);
};
