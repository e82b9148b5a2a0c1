import {
  type Broadcast,
  chain,
  createInProcessBroadcast,
  follow,
  type FollowNote,
  type FollowOptions,
  ReaderAheadError,
  runRelay,
} from '@caselog/broadcast';
import type { EventStore, RecordedEvent } from '@caselog/event-store';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill, memoryStore, readEverything, simulatedEnv, until } from './support.ts';
import { unreliableBroadcast } from './unreliable.ts';

/** A reader at work: what it saw and noted so far. */
function read(options: Omit<FollowOptions, 'signal' | 'after'> & { after?: number }) {
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  const notes: FollowNote[] = [];
  const done = (async () => {
    for await (const batch of follow({
      after: 0,
      ...options,
      signal: stop.signal,
      onNote: (note) => notes.push(note),
    }))
      seen.push(...batch);
  })();
  return {
    seen,
    notes,
    kinds: () => notes.map(({ kind }) => kind),
    async stop() {
      stop.abort();
      await done;
    },
    done,
  };
}

const publishUpTo = async (store: EventStore, broadcast: Broadcast, position: number) => {
  const tail = await broadcast.tail();
  const events = (await readEverything(store)).filter(
    (event) => event.position > tail.position && event.position <= position,
  );
  return broadcast.publish(chain(events, tail.position), tail);
};

describe('A following reader', () => {
  test('reads the store first and joins the broadcast without a seam', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const broadcast = createInProcessBroadcast();
    await fill(store, env, 30);
    await publishUpTo(store, broadcast, 20);
    const reader = read({ store, broadcast, env, after: 7, batchSize: 4 });
    await until(() => reader.kinds().includes('joined'));
    await fill(store, env, 10);
    await publishUpTo(store, broadcast, 40);
    await until(() => reader.seen.length === 33);
    await reader.stop();
    expect(reader.seen).toEqual((await readEverything(store)).slice(7));
    expect(reader.kinds()).toEqual(['joined']);
  });

  test('fills a gap from the store, in order', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const broadcast = createInProcessBroadcast();
    const reader = read({ store, broadcast, env, reconcileMs: 1e9 });
    await until(() => reader.kinds().includes('joined'));
    await fill(store, env, 10);
    const events = await readEverything(store);
    await broadcast.publish(chain(events.slice(8), 8), await broadcast.tail());
    await until(() => reader.seen.length === 10);
    await reader.stop();
    expect(reader.seen).toEqual(events);
    expect(reader.notes).toContainEqual({ kind: 'gap', position: 0, previousPosition: 8 });
  });

  test('sees what no bell rang for, by comparing with the ledger now and then', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const reader = read({ store, broadcast: createInProcessBroadcast(), env });
    await until(() => reader.kinds().includes('joined'));
    await fill(store, env, 3);
    await until(() => reader.seen.length === 3);
    await reader.stop();
    expect(reader.notes).toContainEqual({ kind: 'reconciled', position: 3 });
  });

  test('reads the store while the broker is away, and joins it when it is back', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const inner = createInProcessBroadcast();
    let away = true;
    const broadcast: Broadcast = {
      ...inner,
      tail: () => (away ? Promise.reject(new Error('away')) : inner.tail()),
    };
    const reader = read({ store, broadcast, env });
    await fill(store, env, 5);
    await until(() => reader.seen.length === 5);
    expect(reader.kinds()).not.toContain('joined');
    away = false;
    await until(() => reader.kinds().includes('joined'));
    await reader.stop();
    expect(reader.seen).toHaveLength(5);
  });

  test('does not listen to a broadcast that belongs to another history', async () => {
    const env = simulatedEnv();
    const [store, other] = [memoryStore(env), memoryStore(env)];
    await fill(store, env, 5);
    await fill(other, env, 5);
    const broadcast = createInProcessBroadcast();
    await publishUpTo(other, broadcast, 5);
    const reader = read({ store, broadcast, env });
    await until(() => reader.notes.length > 2);
    await reader.stop();
    expect(reader.kinds()).not.toContain('joined');
    expect(reader.seen).toEqual(await readEverything(store));
  });

  test('refuses a checkpoint behind the end of the ledger', async () => {
    const env = simulatedEnv();
    const reader = read({ store: memoryStore(env), broadcast: createInProcessBroadcast(), env, after: 3 });
    await expect(reader.done).rejects.toThrow(ReaderAheadError);
  });

  test('ends with the error of a store that fails', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const broken = { ...store, head: () => Promise.reject(new Error('disk gone')) };
    await expect(read({ store: broken, broadcast: createInProcessBroadcast(), env }).done).rejects.toThrow(
      'disk gone',
    );
  });

  test('follows the store alone when there is no broadcast', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    await fill(store, env, 5);
    const reader = read({ store, env, after: 2, filter: { types: ['ThingHappened'] } });
    await until(() => reader.seen.length === 2);
    await reader.stop();
    expect(reader.seen.map(({ position }) => position)).toEqual([3, 5]);
  });

  test('whatever is lost, interrupted or wiped, sees each event once and in order', async () => {
    const filters = [undefined, { types: ['ThirdThing'] }, { categories: ['ticket'] }];
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.constantFrom(...filters), async (seed, filter) => {
        const env = simulatedEnv(seed);
        const store = memoryStore(env);
        const unreliable = unreliableBroadcast(env, 0.15);
        const { broadcast } = unreliable;
        const stop = new AbortController();
        const relay = runRelay({ store, broadcast, env, signal: stop.signal, batchSize: 3 });
        const after = seed % 10;
        await fill(store, env, 20);
        const reader = read({ store, broadcast, env, after, batchSize: 5, ...(filter && { filter }) });
        await fill(store, env, 20);
        if (seed % 2 === 0) unreliable.wipe();
        await fill(store, env, 20);
        const wanted = (await readEverything(store)).filter(
          ({ position, type }) => position > after && (filter?.types?.includes(type) ?? true),
        );
        await until(() => reader.seen.length >= wanted.length);
        stop.abort();
        await relay;
        await reader.stop();
        expect(reader.seen).toEqual(wanted);
      }),
      { numRuns: 60 },
    );
  });
});
