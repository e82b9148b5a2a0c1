import { systemEnv } from '@caselog/env';
import type { EventStore, NewEvent, StreamAppend } from '@caselog/event-store';
import type { TicketEvent } from '@caselog/ticket';

const minute = (minutes: number): string => new Date(Date.UTC(2026, 0, 5) + minutes * 60_000).toISOString();

const life = (startedAt: number): readonly TicketEvent[] => [
  {
    type: 'TicketOpened',
    at: minute(startedAt),
    data: {
      requesterId: 'requester-1',
      customerId: null,
      requesterEmail: null,
      channel: 'email',
      language: 'en',
      subject: 'cannot sign in',
      description: null,
      impact: null,
      priority: (['P1', 'P2', 'P3', 'P4'] as const)[startedAt % 4]!,
    },
  },
  { type: 'TicketTriaged', at: minute(startedAt + 3), data: {} },
  {
    type: 'TicketAssigned',
    at: minute(startedAt + 4),
    data: { assigneeId: 'anna', team: `team-${startedAt % 3}` },
  },
  { type: 'TicketEscalated', at: minute(startedAt + 9), data: { team: null, reason: null } },
  ...(startedAt % 2 === 0
    ? ([
        {
          type: 'TicketResolved',
          at: minute(startedAt + 30),
          data: { outcome: null, resolvedBy: { assigneeId: 'anna', team: null }, reopenableUntil: null },
        },
      ] as const)
    : []),
];

const recorded = ({ type, at, data }: TicketEvent): NewEvent => ({
  id: systemEnv.uuid(),
  type,
  data,
  metadata: {
    commandId: systemEnv.uuid(),
    actor: 'service:test',
    occurredAt: at,
    recordedAt: at,
    schemaVersion: 1,
  },
});

const appendOf = (startedAt: number, events: readonly TicketEvent[]): StreamAppend => ({
  stream: `ticket-${systemEnv.uuid()}`,
  events: events.map(recorded),
  expectedRevision: 'any',
});

let started = 0;

/** Appends the lives of `count` tickets, some four and a half events each. */
export const appendTickets = async (store: EventStore, count: number): Promise<void> => {
  const appends = Array.from({ length: count }, () => {
    started += 1;
    return appendOf(started, life(started));
  });
  await store.appendMany(appends);
};
