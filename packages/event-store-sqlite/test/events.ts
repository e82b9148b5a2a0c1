import { systemEnv } from '@caselog/env';
import type { EventStore, NewEvent, RecordedEvent } from '@caselog/event-store';

/** New events with ids of their own and a text of `length` characters. */
export const someEvents = (count: number, length = 10): NewEvent[] =>
  Array.from({ length: count }, () => {
    const id = systemEnv.uuid();
    return {
      id,
      type: 'ThingHappened',
      data: { text: 'x'.repeat(length) },
      metadata: {
        commandId: id,
        actor: 'agent-1',
        occurredAt: '2026-01-02T03:04:05.678Z',
        recordedAt: '2026-01-02T03:04:06.000Z',
        schemaVersion: 1,
      },
    };
  });

export async function readAll(store: EventStore): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll()) events.push(...batch);
  return events;
}
