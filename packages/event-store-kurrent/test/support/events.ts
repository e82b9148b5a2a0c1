import { systemEnv } from '@caselog/env';
import type { EventStore, NewEvent, RecordedEvent, SubscribeOptions } from '@caselog/event-store';

export const newEvent = (type = 'ThingHappened', data: unknown = {}): NewEvent => {
  const id = systemEnv.uuid();
  return {
    id,
    type,
    data,
    metadata: {
      commandId: `command-${id}`,
      actor: 'agent-1',
      occurredAt: '2026-01-02T03:04:05.678Z',
      recordedAt: '2026-01-02T03:04:06.000Z',
      schemaVersion: 1,
    },
  };
};

export const newEvents = (count: number, type?: string): NewEvent[] =>
  Array.from({ length: count }, (_, index) => newEvent(type, { index }));

export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

export async function readAll(store: EventStore): Promise<RecordedEvent[]> {
  return (await Array.fromAsync(store.readAll())).flat();
}

/** The error that a promise rejects with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it did not fail');
}

/** Waits until `is` holds, looking again after each turn of the event loop. The test's own time limit ends it. */
export async function until(is: () => boolean): Promise<void> {
  while (!is()) await systemEnv.sleep(2);
}

/** A subscription that collects what it is given. */
export function listen(store: EventStore, options: Omit<SubscribeOptions, 'signal'>) {
  const abort = new AbortController();
  const events: RecordedEvent[] = [];
  const ended = (async () => {
    for await (const batch of store.subscribe({ ...options, signal: abort.signal })) events.push(...batch);
  })();
  return {
    events,
    ended,
    reaches: (count: number) => Promise.race([until(() => events.length >= count), ended]),
    async stop() {
      abort.abort();
      await ended;
    },
  };
}
