import {
  BroadcastAheadError,
  BroadcastDivergedError,
  BroadcastMisconfiguredError,
  chain,
  createInProcessBroadcast,
  type Message,
  type RelayLag,
  type RelayNote,
  runRelay,
} from '@caselog/broadcast';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fill, memoryStore, readEverything, simulatedEnv, until } from './support.ts';
import { unreliableBroadcast } from './unreliable.ts';

const positions = (messages: readonly Message[]) => messages.map(({ event }) => event.position);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

describe('A relay', () => {
  test('publishes history and then what is appended, each message naming the one before', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const stop = new AbortController();
    const unreliable = unreliableBroadcast(env, 0);
    const { broadcast } = unreliable;
    await fill(store, env, 20);
    const relay = runRelay({ store, broadcast, env, signal: stop.signal, batchSize: 3 });
    await until(async () => (await broadcast.tail()).position === 20);
    await fill(store, env, 5);
    await until(async () => (await broadcast.tail()).position === 25);
    stop.abort();
    await relay;
    expect(positions(unreliable.held)).toEqual(upTo(25));
    expect(unreliable.held.map(({ previousPosition }) => previousPosition)).toEqual([0, ...upTo(24)]);
  });

  test('goes on behind the tail after a restart', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const { broadcast } = unreliableBroadcast(env, 0);
    for (let round = 1; round <= 3; round += 1) {
      const stop = new AbortController();
      await fill(store, env, 10);
      const relay = runRelay({ store, broadcast, env, signal: stop.signal });
      await until(async () => (await broadcast.tail()).position === round * 10);
      stop.abort();
      await relay;
    }
    expect((await broadcast.tail()).token).toBe(30);
  });

  test('starts at the head of the ledger when the broadcast keeps no history', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const broadcast = createInProcessBroadcast();
    const stop = new AbortController();
    await fill(store, env, 10);
    const notes: RelayNote[] = [];
    const relay = runRelay({
      store,
      broadcast,
      env,
      signal: stop.signal,
      onNote: (note) => notes.push(note),
    });
    await until(() => notes.length > 0);
    await fill(store, env, 2);
    await until(async () => (await broadcast.tail()).position === 12);
    stop.abort();
    await relay;
    expect(notes).toEqual([{ kind: 'publishing', afterPosition: 10 }]);
    expect((await broadcast.tail()).token).toBe(2);
  });

  test('rebuilds a broadcast that is wiped while nothing happens', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const unreliable = unreliableBroadcast(env, 0);
    const { broadcast } = unreliable;
    const stop = new AbortController();
    await fill(store, env, 10);
    const relay = runRelay({ store, broadcast, env, signal: stop.signal });
    await until(() => unreliable.held.length === 10);
    unreliable.wipe();
    await until(() => unreliable.held.length === 10);
    stop.abort();
    await relay;
    expect(positions(unreliable.held)).toEqual(upTo(10));
  });

  test('stands by when it finds that another has published', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const { broadcast } = unreliableBroadcast(env, 0);
    const stop = new AbortController();
    const notes: RelayNote[] = [];
    await fill(store, env, 10);
    const head = async () => 10;
    const subscribe: typeof store.subscribe = async function* (options) {
      for await (const batch of store.subscribe(options)) {
        const old = batch.filter(({ position }) => position <= 10);
        if (old.length > 0) yield old;
      }
    };
    const behind = { ...store, head, subscribe };
    const relay = runRelay({
      store: behind,
      broadcast,
      env,
      signal: stop.signal,
      onNote: (note) => notes.push(note),
    });
    await until(async () => (await broadcast.tail()).position === 10);
    await fill(store, env, 1);
    const event = (await readEverything(store))[10]!;
    behind.head = store.head;
    await broadcast.publish(chain([event], 10), await broadcast.tail());
    await until(() => notes.some(({ kind }) => kind === 'standing-by'));
    stop.abort();
    await relay;
    expect(notes.map(({ kind }) => kind)).toEqual(['publishing', 'standing-by']);
  });

  test('reports its lag as numbers', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const { broadcast } = unreliableBroadcast(env, 0);
    const stop = new AbortController();
    const lags: RelayLag[] = [];
    await fill(store, env, 10);
    const relay = runRelay({ store, broadcast, env, signal: stop.signal, onLag: (lag) => lags.push(lag) });
    await until(() => lags.at(-1)?.behind === 0);
    stop.abort();
    await relay;
    expect(lags[0]).toMatchObject({ ledgerPosition: 10, publishedPosition: 0, behind: 10 });
    expect(lags.at(-1)).toEqual({ ledgerPosition: 10, publishedPosition: 10, behind: 0, behindMs: 0 });
  });

  test('halts when the broadcast ends behind the ledger, as after a restored backup', async () => {
    const env = simulatedEnv();
    const [before, restored] = [memoryStore(env), memoryStore(env)];
    await fill(before, env, 10);
    await fill(restored, env, 8);
    const broadcast = createInProcessBroadcast();
    await broadcast.publish(chain(await readEverything(before), 0), await broadcast.tail());
    const relay = runRelay({ store: restored, broadcast, env, signal: new AbortController().signal });
    await expect(relay).rejects.toThrow(BroadcastAheadError);
    await expect(relay).rejects.toThrow(/ends at position 10, the ledger at 8/);
  });

  test('halts when a restored ledger grew past the tail with other events', async () => {
    const env = simulatedEnv();
    const [before, restored] = [memoryStore(env), memoryStore(env)];
    await fill(before, env, 10);
    await fill(restored, env, 12);
    const broadcast = createInProcessBroadcast();
    await broadcast.publish(chain(await readEverything(before), 0), await broadcast.tail());
    const relay = runRelay({ store: restored, broadcast, env, signal: new AbortController().signal });
    await expect(relay).rejects.toThrow(BroadcastDivergedError);
  });

  test('halts when another stream stands in the way, found while publishing', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    await fill(store, env, 3);
    const broadcast = createInProcessBroadcast();
    const refusing = {
      ...broadcast,
      keepsHistory: true,
      publish: () => Promise.reject(new BroadcastMisconfiguredError('events', 'another stream takes it')),
    };
    const relay = runRelay({ store, broadcast: refusing, env, signal: new AbortController().signal });
    await expect(relay).rejects.toThrow(BroadcastMisconfiguredError);
  });

  test('stands by while another publishes and takes over when it stops', async () => {
    const env = simulatedEnv();
    const store = memoryStore(env);
    const { broadcast } = unreliableBroadcast(env, 0);
    const notes: RelayNote[][] = [[], []];
    const stops = [new AbortController(), new AbortController()];
    const relays = stops.map(({ signal }, n) =>
      runRelay({ store, broadcast, env, signal, onNote: (note) => notes[n]!.push(note) }),
    );
    const standing = () => notes.findIndex((each) => each.at(-1)?.kind === 'standing-by');
    while (standing() < 0) {
      await fill(store, env, 1);
      await until(async () => (await broadcast.tail()).position === (await store.head()));
    }
    const standby = standing();
    stops[1 - standby]!.abort();
    await relays[1 - standby];
    await fill(store, env, 5);
    await until(async () => (await broadcast.tail()).position === (await store.head()));
    expect(notes[standby]!.map(({ kind }) => kind)).toContain('taking-over');
    stops[standby]!.abort();
    await Promise.all(relays);
    expect((await broadcast.tail()).token).toBe(await store.head());
  });

  test('however two of them race over an unreliable broker, each event is held once, in order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 7 }), async (seed, batchSize) => {
        const env = simulatedEnv(seed);
        const store = memoryStore(env);
        const unreliable = unreliableBroadcast(env, 0.1);
        const { broadcast } = unreliable;
        const stop = new AbortController();
        const relays = [1, 2].map(() => runRelay({ store, broadcast, env, signal: stop.signal, batchSize }));
        await fill(store, env, 40);
        if (seed % 3 === 0) unreliable.wipe();
        await fill(store, env, 20);
        await until(() => unreliable.held.at(-1)?.event.position === 60);
        stop.abort();
        await Promise.all(relays);
        expect(positions(unreliable.held)).toEqual(upTo(60));
        expect(unreliable.held.map(({ previousPosition }) => previousPosition)).toEqual(
          upTo(60).map((n) => n - 1),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('however two of them race from the head of the ledger, what is held follows on', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 7 }), async (seed, batchSize) => {
        const env = simulatedEnv(seed);
        const store = memoryStore(env);
        const unreliable = unreliableBroadcast(env, 0.1, false);
        const { broadcast } = unreliable;
        const stop = new AbortController();
        await fill(store, env, seed % 7);
        const relays = [1, 2].map(() => runRelay({ store, broadcast, env, signal: stop.signal, batchSize }));
        await fill(store, env, 40);
        if (seed % 3 === 0) unreliable.wipe();
        await fill(store, env, 20);
        const head = await store.head();
        await until(async () => {
          if (unreliable.held.at(-1)?.event.position === head) return true;
          // An empty broadcast starts at the head: something must happen there.
          if (unreliable.held.length === 0) await fill(store, env, 1);
          return unreliable.held.at(-1)?.event.position === (await store.head());
        });
        stop.abort();
        await Promise.all(relays);
        const held = unreliable.held.map(({ event, previousPosition }) => [previousPosition, event.position]);
        const first = held[0]![1]!;
        expect(held).toEqual(upTo(held.length).map((n) => [first + n - 2, first + n - 1]));
      }),
      { numRuns: 60 },
    );
  });
});
