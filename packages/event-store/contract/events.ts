import { systemEnv } from '@caselog/env';
import type {
  AppendResult,
  EventStore,
  NewEvent,
  ReadAllOptions,
  RecordedEvent,
  SubscribeOptions,
} from '../src/index.ts';

/** Writers in the concurrency cases. */
export const writers = 32;

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const metadata = {
  actor: 'agent-1',
  occurredAt: '2026-01-02T03:04:05.678Z',
  recordedAt: '2026-01-02T03:04:06.000Z',
  schemaVersion: 1,
};

/** Lets timers and sockets have their turn: a loop that polls must not starve what it waits for. */
export const othersRun = (): Promise<void> => systemEnv.sleep(0);

/** A new event with an id of its own. */
export const newEvent = (type = 'ThingHappened', data: unknown = {}): NewEvent => {
  const id = systemEnv.uuid();
  return { id, type, data, metadata: { ...metadata, commandId: `command-${id}` } };
};

export const newEvents = (count: number, type?: string): NewEvent[] =>
  times(count, (index) => newEvent(type, { index }));

/** The append's result, which must be `appended`. */
export async function append(
  store: EventStore,
  stream: string,
  events: readonly NewEvent[],
  expected: Parameters<EventStore['append']>[2] = 'any',
): Promise<Extract<AppendResult, { outcome: 'appended' | 'repeated' }>> {
  const result = await store.append(stream, events, expected);
  if (result.outcome !== 'appended') throw new Error(`the append to ${stream} ended as ${result.outcome}`);
  return result;
}

/** Appends one event to each of the streams, in this order. */
export async function appendEach(
  store: EventStore,
  streams: readonly string[],
  type?: string,
): Promise<NewEvent[]> {
  const added: NewEvent[] = [];
  for (const stream of streams) {
    const event = newEvent(type, { stream });
    await append(store, stream, [event]);
    added.push(event);
  }
  return added;
}

export async function readAll(store: EventStore, options?: ReadAllOptions): Promise<RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const batch of store.readAll(options)) events.push(...batch);
  return events;
}

export const positionsOf = (events: readonly RecordedEvent[]): number[] =>
  events.map(({ position }) => position);
export const revisionsOf = (events: readonly RecordedEvent[]): number[] =>
  events.map(({ revision }) => revision);
export const idsOf = (events: readonly { readonly id: string }[]): string[] => events.map(({ id }) => id);

/** A subscription that somebody listens to. */
export interface Listener {
  readonly events: readonly RecordedEvent[];
  readonly batches: readonly (readonly RecordedEvent[])[];
  /** Resolves with all events once there are `count` of them; rejects if the subscription fails or ends before. */
  reaches(count: number): Promise<readonly RecordedEvent[]>;
  /** Aborts the subscription and resolves when it has ended. */
  stop(): Promise<void>;
  /** Resolves when the subscription ends by itself, rejects when it fails. */
  readonly ended: Promise<void>;
}

export function listen(store: EventStore, options: Omit<SubscribeOptions, 'signal'>): Listener {
  const abort = new AbortController();
  const events: RecordedEvent[] = [];
  const batches: (readonly RecordedEvent[])[] = [];
  const checks = new Set<() => void>();
  async function run(): Promise<void> {
    for await (const batch of store.subscribe({ ...options, signal: abort.signal })) {
      batches.push(batch);
      events.push(...batch);
      for (const check of checks) check();
    }
  }
  const ended = run();
  return {
    events,
    batches,
    ended,
    reaches: (count) =>
      new Promise((resolve, reject) => {
        const check = () => {
          if (events.length >= count) resolve([...events]);
        };
        checks.add(check);
        check();
        ended.then(
          () => reject(new Error(`the subscription ended after ${events.length} of ${count} events`)),
          reject,
        );
      }),
    async stop() {
      abort.abort();
      await ended;
    },
  };
}
