import { hash } from 'node:crypto';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import {
  evolve,
  isTicketEventType,
  ticketIdOf,
  type EventData,
  type Lifecycle,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { isInferred, ticketEventOf } from '../fold/decode.ts';

/** A stay of a ticket in a lifecycle state. */
export interface Visit {
  readonly lifecycle: Lifecycle;
  readonly since: string;
  readonly inferred: boolean;
}

/** One ticket as a fresh fold of its history has it. */
export interface ExpectedTicket {
  readonly ticketId: string;
  readonly opening: EventData<'TicketOpened'>;
  readonly openedPosition: number;
  state: TicketState;
  readonly visits: Visit[];
  /** The partners to whom it was ever referred. */
  readonly partners: Set<string>;
  updatedAt: string;
  revision: number;
  position: number;
  /** How many history rows there should be, and a chain of digests over them. */
  entries: number;
  digest: string;
}

/** The digest of a history so far, taken on by one more entry. Pure. */
export const chainDigest = (digest: string, entry: object): string =>
  hash('sha256', `${digest} ${JSON.stringify(entry)}`, 'base64');

/** An event as its history row should read; `data` as JSON, as the ledger holds it. Pure. */
const historyEntry = (
  recorded: RecordedEvent,
  before: TicketState | undefined,
  after: TicketState,
  inferred: boolean,
) => ({
  revision: recorded.revision,
  position: recorded.position,
  type: recorded.type,
  at: recorded.metadata.occurredAt,
  recordedAt: recorded.metadata.recordedAt,
  actor: recorded.metadata.actor,
  lifecycleBefore: before?.configuration.lifecycle ?? null,
  lifecycleAfter: after.configuration.lifecycle,
  inferred,
  episode: after.context.episode,
  data: JSON.stringify(recorded.data),
});

const opened = (
  ticketId: string,
  recorded: RecordedEvent,
  event: TicketEvent,
  withHistory: boolean,
): ExpectedTicket => {
  const state = evolve(undefined, event);
  return {
    ticketId,
    opening: event.data as EventData<'TicketOpened'>,
    openedPosition: recorded.position,
    state,
    visits: [{ lifecycle: state.configuration.lifecycle, since: event.at, inferred: false }],
    partners: new Set(),
    updatedAt: event.at,
    revision: recorded.revision,
    position: recorded.position,
    entries: 1,
    digest: withHistory ? chainDigest('', historyEntry(recorded, undefined, state, isInferred(event))) : '',
  };
};

const passOver = (ticket: ExpectedTicket, { revision, position }: RecordedEvent): void => {
  ticket.revision = revision;
  ticket.position = position;
};

const goOn = (ticket: ExpectedTicket, recorded: RecordedEvent, withHistory: boolean): void => {
  passOver(ticket, recorded);
  if (!isTicketEventType(recorded.type)) return;
  const event = ticketEventOf(recorded);
  const before = ticket.state;
  ticket.state = evolve(before, event);
  const { lifecycle } = ticket.state.configuration;
  const inferred = isInferred(event);
  if (lifecycle !== before.configuration.lifecycle)
    ticket.visits.push({ lifecycle, since: event.at, inferred });
  if (event.type === 'TicketReferred' && event.data.partnerId !== null)
    ticket.partners.add(event.data.partnerId);
  ticket.updatedAt = event.at;
  ticket.entries += 1;
  if (withHistory)
    ticket.digest = chainDigest(ticket.digest, historyEntry(recorded, before, ticket.state, inferred));
};

/** Up to where a read model has taken the ledger. */
export interface Extent {
  /** No event of any stream behind this is taken. */
  readonly until: number;
  /** Whether this event is taken. */
  takes(recorded: RecordedEvent): boolean;
  /** Whether somebody decided that it counts for nothing. */
  leavesOut(recorded: RecordedEvent): boolean;
}

export interface FoldOptions {
  /** Default true. */
  readonly withHistory?: boolean;
  /** Awaited between the batches that are read. */
  readonly onBatch?: () => Promise<unknown>;
}

/**
 * Folds what is taken of the ledger into every ticket. Reads the whole ledger; keeps about a kilobyte a ticket. The digests of histories, a
 * good part of the work, only `withHistory`.
 * @throws ForbiddenEventError, and what decoding throws, when the ledger itself is at fault.
 */
export const foldLedger = async (
  store: EventStore,
  extent: Extent,
  { withHistory = true, onBatch }: FoldOptions = {},
): Promise<ReadonlyMap<string, ExpectedTicket>> => {
  const tickets = new Map<string, ExpectedTicket>();
  for await (const batch of store.readAll({ batchSize: 1_000 })) {
    await onBatch?.();
    for (const recorded of batch) {
      if (recorded.position > extent.until) return tickets;
      const ticketId = ticketIdOf(recorded.stream);
      if (ticketId === undefined || !extent.takes(recorded)) continue;
      const ticket = tickets.get(ticketId);
      if (extent.leavesOut(recorded)) {
        if (ticket) passOver(ticket, recorded);
      } else if (ticket) goOn(ticket, recorded, withHistory);
      else if (isTicketEventType(recorded.type))
        tickets.set(ticketId, opened(ticketId, recorded, ticketEventOf(recorded), withHistory));
    }
  }
  return tickets;
};
