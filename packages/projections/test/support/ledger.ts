import { systemEnv, toInstant } from '@caselog/env';
import { createMemoryStore, type EventStore, type NewEvent } from '@caselog/event-store';
import type { EventData, TicketEvent, TicketEventType } from '@caselog/ticket';
import {
  historyOf,
  readModelProjections,
  runProjections,
  type Projection,
  type ReadModels,
} from '../../src/index.ts';

export const aLedger = (): EventStore => createMemoryStore({ env: systemEnv });

let ids = 0;
/** The next id of this test process: a UUID that sorts by when it was drawn. */
export const nextId = (): string => {
  ids += 1;
  return `00000000-0000-7000-8000-${ids.toString(16).padStart(12, '0')}`;
};

export const newEvent = (type: string, at: string, data: unknown, recordedAt = at): NewEvent => ({
  id: nextId(),
  type,
  data,
  metadata: { commandId: nextId(), actor: 'service:test', occurredAt: at, recordedAt, schemaVersion: 1 },
});

export const append = async (
  store: EventStore,
  ticketId: string,
  events: readonly TicketEvent[],
): Promise<void> => {
  const stored = events.map(({ type, at, data }) => newEvent(type, at, data));
  await store.append(`ticket-${ticketId}`, stored, 'any');
};

const startMs = Date.UTC(2026, 0, 5, 9);
/** The instant `minutes` after nine on a Monday. */
export const minute = (minutes: number): string => toInstant(startMs + minutes * 60_000);

export const opening = (at: string, data: Partial<EventData<'TicketOpened'>> = {}): TicketEvent => ({
  type: 'TicketOpened',
  at,
  data: {
    requesterId: 'requester-1',
    customerId: null,
    requesterEmail: null,
    channel: 'email',
    language: 'en',
    subject: 'cannot sign in',
    description: null,
    impact: null,
    priority: 'P3',
    ...data,
  },
});

export const event = <Type extends TicketEventType>(
  type: Type,
  at: string,
  data: EventData<Type>,
): TicketEvent => ({ type, at, data }) as TicketEvent;

/** Brings read models up to the end of the ledger. */
export const catchUp = (
  db: ReadModels,
  store: EventStore,
  projections: readonly Projection[] = readModelProjections(),
  batchSize = 1_000,
): Promise<void> =>
  runProjections(projections, {
    db,
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize,
  });
