import {
  createInProcessBroadcast,
  createLanes,
  createMemoryQuarantine,
  follow,
  runRelay,
} from '@caselog/broadcast';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import { describe, expect, test } from 'vitest';
import { fill, memoryStore, readEverything, simulatedEnv, until } from './support.ts';

const filters: readonly [string, EventFilter][] = [
  ['of a type that never comes', { types: ['NeverHappened'] }],
  ['of a type that comes now and then', { types: ['ThirdThing'] }],
  ['of a category that never comes', { categories: ['outage'] }],
];
const ways = ['with a broadcast', 'by the store alone'] as const;

/** A reader with a filter, over a ledger that grows; whatever it was told to have reached is held against what it saw. */
const readFiltered = async (filter: EventFilter, way: (typeof ways)[number]) => {
  const env = simulatedEnv();
  const store = memoryStore(env);
  const stop = new AbortController();
  const { signal } = stop;
  const broadcast = createInProcessBroadcast();
  await fill(store, env, 20);
  const relaying = way === 'with a broadcast' ? runRelay({ store, broadcast, env, signal }) : undefined;
  const seen: RecordedEvent[] = [];
  let reached = 0;
  const missing: number[] = [];
  const all: RecordedEvent[] = [];
  const wanted = ({ type, stream }: RecordedEvent) =>
    (filter.types?.includes(type) ?? true) && (filter.categories?.includes(stream.split('-')[0]!) ?? true);
  const check = (position: number) => {
    const late = all.filter(
      (event) => event.position <= position && wanted(event) && !seen.some(({ id }) => id === event.id),
    );
    missing.push(...late.map((event) => event.position));
    reached = position;
  };
  const reading = (async () => {
    const options = { store, after: 0, filter, signal, env, batchSize: 4, onReached: check };
    for await (const batch of follow(relaying ? { ...options, broadcast } : options)) seen.push(...batch);
  })();
  await until(() => reached === 20);
  await fill(store, env, 15);
  all.push(...(await readEverything(store)));
  await until(() => reached === 35);
  stop.abort();
  await Promise.all([reading, relaying]);
  return { missing, seen, expected: all.filter(wanted).length };
};

describe('A filtered reader', () => {
  for (const way of ways)
    test.each(filters)(
      `%s, ${way}, tells how far it has come, and nothing wanted lies before`,
      async (_, filter) => {
        const { missing, seen, expected } = await readFiltered(filter, way);
        expect(missing).toEqual([]);
        expect(seen).toHaveLength(expected);
      },
    );
});

test('Lanes move the checkpoint over what nobody wanted, once everything before it is settled', async () => {
  const env = simulatedEnv();
  const store = memoryStore(env);
  await fill(store, env, 3);
  const stop = new AbortController();
  let letGo = () => {};
  const gate = new Promise<void>((resolve) => (letGo = resolve));
  const lanes = await createLanes({
    reader: 'worker',
    store,
    quarantine: createMemoryQuarantine(),
    env,
    signal: stop.signal,
    after: 0,
    handle: () => gate,
  });
  await lanes.push((await readEverything(store)).slice(0, 1));
  lanes.pass(3);
  lanes.pass(2);
  expect(lanes.settledPosition).toBe(0);
  letGo();
  await lanes.idle();
  expect(lanes.settledPosition).toBe(3);
  stop.abort();
  await lanes.stopped();
});
