import type { Env } from '@caselog/env';
import { createMemoryStore, type EventStore, type NewEvent, type RecordedEvent } from '@caselog/event-store';

/** Simulated time that passes as soon as everybody waits: sleeping takes one turn of the event loop and moves the clock. */
export function simulatedEnv(seed = 1): Env {
  let nowMs = Date.UTC(2026, 0, 1);
  let state = seed;
  let ids = 0;
  return {
    now: () => nowMs,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        setImmediate(() => {
          nowMs += ms;
          if (signal?.aborted) reject(signal.reason as Error);
          else resolve();
        });
      }),
    random() {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      return state / 2 ** 31;
    },
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
  };
}

export const memoryStore = (env: Env): EventStore => createMemoryStore({ env });

/** A new event of `type`, its data a number. */
const event = (env: Env, type = 'ThingHappened', value = 0): NewEvent => ({
  id: env.uuid(),
  type,
  data: { value },
  metadata: {
    commandId: env.uuid(),
    actor: 'test',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

/** Appends `count` events, spread over `streams` streams. */
export async function fill(store: EventStore, env: Env, count: number, streams = 5): Promise<void> {
  for (let n = 0; n < count; n += 1)
    await store.append(
      `ticket-${n % streams}`,
      [event(env, n % 3 === 0 ? 'ThirdThing' : 'ThingHappened', n)],
      'any',
    );
}

export async function readEverything(store: EventStore): Promise<RecordedEvent[]> {
  const batches = await Array.fromAsync(store.readAll());
  return batches.flat();
}

/** Resolves when `met` is true; looks again at every turn of the event loop. */
export async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await new Promise((resolve) => setImmediate(resolve));
}
