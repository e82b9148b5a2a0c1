import { describe, expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import {
  ContentionError,
  createMemoryStore,
  OutcomeUnknownError,
  StoreClosedError,
  StoreUnavailableError,
} from '../src/index.ts';
import type { EventStore } from '../src/index.ts';
import { counterLoop, sendCounter } from './counter.ts';

const stream = 'counter-1';
const open = () => createMemoryStore({ env: systemEnv });

/** Runs `before` once, right before the loop's first append reaches the store. */
function interrupted(store: EventStore, before: () => Promise<unknown>): EventStore {
  let isDone = false;
  return {
    ...store,
    async append(...call) {
      if (!isDone) {
        isDone = true;
        await before();
      }
      return store.append(...call);
    },
  };
}

/** The first `times` appends answer that their outcome is unknown; whether they land is for `lands` to say. */
function unsure(store: EventStore, lands: boolean, times = 1): EventStore & { appends: number } {
  const wrapped = {
    ...store,
    appends: 0,
    async append(...call: Parameters<EventStore['append']>) {
      wrapped.appends += 1;
      if (wrapped.appends > times) return store.append(...call);
      if (lands) await store.append(...call);
      throw new OutcomeUnknownError(call[0]);
    },
  };
  return wrapped;
}

describe('the command loop', () => {
  it('loads, decides and appends, and tells state, revision and position', async () => {
    const loop = counterLoop(open());
    await loop.handle(stream, sendCounter({ add: 2 }));
    const outcome = await loop.handle(stream, sendCounter({ twice: 3 }));
    expect(outcome).toMatchObject({
      outcome: 'accepted',
      state: { count: 8, changes: 3 },
      revision: 2,
      position: 3,
    });
    expect((await loop.load(stream)).state).toEqual({ count: 8, changes: 3 });
  });

  it('returns the first outcome of a repeated command, as it was then', async () => {
    const store = open();
    const loop = counterLoop(store);
    const first = await loop.handle(stream, sendCounter({ twice: 1 }, 'once'));
    await loop.handle(stream, sendCounter({ add: 5 }));
    const again = await loop.handle(stream, sendCounter({ twice: 1 }, 'once'));
    expect(again).toMatchObject({ outcome: 'repeated', state: { count: 2 }, revision: 1, position: 2 });
    expect(again).toMatchObject({ events: 'events' in first ? first.events : [] });
    expect(await store.head()).toBe(3);
  });

  it('returns the first outcome of a repeat even where the expected revision is long past', async () => {
    const loop = counterLoop(open());
    await loop.handle(stream, sendCounter({ add: 1 }, 'once'), { expectedRevision: 'no-stream' });
    await loop.handle(stream, sendCounter({ add: 1 }));
    const again = await loop.handle(stream, sendCounter({ add: 1 }, 'once'), {
      expectedRevision: 'no-stream',
    });
    expect(again).toMatchObject({ outcome: 'repeated', revision: 0 });
  });

  it('records nothing for a refusal or for nothing to do', async () => {
    const store = open();
    const loop = counterLoop(store);
    const refused = await loop.handle(stream, sendCounter({ add: 11 }));
    expect(refused).toEqual({
      outcome: 'refused',
      refusal: { reason: 'too much', at: 0 },
      state: { count: 0, changes: 0 },
      revision: -1,
    });
    expect(await loop.handle(stream, sendCounter('reset'))).toMatchObject({
      outcome: 'unchanged',
      revision: -1,
    });
    expect(await store.head()).toBe(0);
  });

  it('decides again on a conflict', async () => {
    const store = open();
    const rival = counterLoop(store);
    const loop = counterLoop(interrupted(store, () => rival.handle(stream, sendCounter({ add: 8 }))));
    expect(await loop.handle(stream, sendCounter({ add: 3 }))).toMatchObject({
      outcome: 'refused',
      refusal: { at: 8 },
    });
  });

  it('tells a conflict to a caller who expected a revision', async () => {
    const store = open();
    const rival = counterLoop(store);
    await rival.handle(stream, sendCounter({ add: 1 }));
    const late = await rival.handle(stream, sendCounter({ add: 1 }), { expectedRevision: 'no-stream' });
    expect(late).toEqual({ outcome: 'conflict', expected: 'no-stream', actual: 0 });
    const loop = counterLoop(interrupted(store, () => rival.handle(stream, sendCounter({ add: 1 }))));
    const overtaken = await loop.handle(stream, sendCounter({ add: 1 }), { expectedRevision: 0 });
    expect(overtaken).toEqual({ outcome: 'conflict', expected: 0, actual: 1 });
  });

  it('decides again for a caller who only expected that the stream exists', async () => {
    const store = open();
    const rival = counterLoop(store);
    const missing = await rival.handle(stream, sendCounter({ add: 1 }), {
      expectedRevision: 'stream-exists',
    });
    expect(missing).toEqual({ outcome: 'conflict', expected: 'stream-exists', actual: -1 });
    await rival.handle(stream, sendCounter({ add: 1 }));
    const loop = counterLoop(interrupted(store, () => rival.handle(stream, sendCounter({ add: 1 }))));
    const outcome = await loop.handle(stream, sendCounter({ add: 1 }), { expectedRevision: 'stream-exists' });
    expect(outcome).toMatchObject({ outcome: 'accepted', state: { count: 3 } });
  });

  it('lets every one of 64 writers on one stream through, each once', async () => {
    const loop = counterLoop(createMemoryStore({ env: systemEnv, appendDelayMsMax: 1 }));
    const outcomes = await Promise.all(
      Array.from({ length: 64 }, () => loop.handle(stream, sendCounter({ add: 0.125 }))),
    );
    expect(outcomes.every(({ outcome }) => outcome === 'accepted')).toBe(true);
    expect((await loop.load(stream)).state).toEqual({ count: 8, changes: 64 });
  });

  it('records a command once that arrives sixteen times at the same moment', async () => {
    const loop = counterLoop(createMemoryStore({ env: systemEnv, appendDelayMsMax: 1 }));
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => loop.handle(stream, sendCounter({ twice: 1 }, 'the same'))),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect((await loop.load(stream)).state).toEqual({ count: 2, changes: 2 });
  });

  it('gives up with its own error when the stream never holds still', async () => {
    const store = open();
    const restless = {
      ...store,
      append: async () => ({ outcome: 'conflict', expected: 0, actual: 5 }) as const,
    };
    const loop = counterLoop(restless, { attemptsMax: 3, pauseMs: 0 });
    await expect(loop.handle(stream, sendCounter({ add: 1 }))).rejects.toThrow(ContentionError);
  });

  it('finds by reading that an append of unknown outcome did happen', async () => {
    const store = unsure(open(), true);
    const outcome = await counterLoop(store).handle(stream, sendCounter({ twice: 2 }));
    expect(outcome).toMatchObject({ outcome: 'repeated', state: { count: 4 }, revision: 1 });
    expect(store.appends).toBe(1);
    expect(await store.head()).toBe(2);
  });

  it('finds by reading that an append of unknown outcome did not happen, and appends', async () => {
    const store = unsure(open(), false, 2);
    const outcome = await counterLoop(store).handle(stream, sendCounter({ twice: 2 }), {
      expectedRevision: 'no-stream',
    });
    expect(outcome).toMatchObject({ outcome: 'accepted', state: { count: 4 } });
    expect(await store.head()).toBe(2);
  });

  it('does not add an event twice when an append of unknown outcome lands late', async () => {
    const store = open();
    let late: Parameters<EventStore['append']> | undefined;
    const loop = counterLoop({
      ...store,
      async append(...call) {
        if (late) await store.append(...late);
        else {
          late = call;
          throw new OutcomeUnknownError(stream);
        }
        return store.append(...call);
      },
    });
    expect(await loop.handle(stream, sendCounter({ add: 1 }))).toMatchObject({
      outcome: 'repeated',
      state: { count: 1 },
    });
    expect(await store.head()).toBe(1);
  });

  it('keeps saying "unknown" when the store cannot be read afterwards', async () => {
    const store = open();
    let reads = 0;
    const failing = (error: Error): EventStore => ({
      ...unsure(store, true, 99),
      readStream: async (...call) => {
        reads += 1;
        if (reads > 1) throw error;
        return store.readStream(...call);
      },
    });
    const away = counterLoop(failing(new StoreUnavailableError('away')), { attemptsMax: 4, pauseMs: 0 });
    await expect(away.handle(stream, sendCounter({ add: 1 }))).rejects.toThrow(OutcomeUnknownError);
    expect(reads).toBe(4);
    reads = 0;
    const closed = counterLoop(failing(new StoreClosedError()));
    await expect(closed.handle(stream, sendCounter({ add: 1 }))).rejects.toThrow(OutcomeUnknownError);
    expect(reads).toBe(2);
  });

  it('handles a batch with one append, each command seeing those before it', async () => {
    const store = open();
    const loop = counterLoop(store);
    await loop.handle(stream, sendCounter({ add: 1 }, 'known'));
    const outcomes = await loop.handleBatch(stream, [
      sendCounter({ add: 1 }, 'known'),
      sendCounter({ add: 6 }),
      sendCounter({ twice: 2 }),
      sendCounter('reset'),
      sendCounter('reset'),
      sendCounter({ add: 10 }),
    ]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual([
      'repeated',
      'accepted',
      'refused',
      'accepted',
      'unchanged',
      'accepted',
    ]);
    expect(outcomes.at(-1)).toMatchObject({ state: { count: 10, changes: 4 }, revision: 3, position: 4 });
  });
});

describe('the stamp on an event', () => {
  it('comes from the envelope and the env', async () => {
    const store = open();
    const env = { ...systemEnv, now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };
    const loop = counterLoop(store, { env });
    await loop.handle(stream, {
      ...sendCounter({ add: 1 }, 'c'),
      occurredAt: '2025-12-24T00:00:00.000Z',
      correlationId: 'flow',
      causationId: 'cause',
      policyVersion: 'p3',
      chartVersion: 'k1',
    });
    const [event] = await store.readStream(stream);
    expect(event?.metadata).toEqual({
      commandId: 'c',
      actor: 'agent-7',
      occurredAt: '2025-12-24T00:00:00.000Z',
      recordedAt: '2026-01-02T03:04:05.006Z',
      schemaVersion: 2,
      $correlationId: 'flow',
      $causationId: 'cause',
      policyVersion: 'p3',
      chartVersion: 'k1',
    });
  });

  it('lets the decision name the versions that governed it', async () => {
    const store = open();
    const loop = counterLoop(store, {
      decide: () => ({ events: [{ type: 'CounterReset', data: {} }], versions: { policyVersion: 'p9' } }),
    });
    await loop.handle(stream, { ...sendCounter('reset'), policyVersion: 'p1' });
    expect((await store.readStream(stream))[0]?.metadata.policyVersion).toBe('p9');
  });

  it('never lets recorded time run backwards in a stream, although the clock does', async () => {
    const store = open();
    const clock = [5000, 5000, 1000, 1000];
    const loop = counterLoop(store, { env: { ...systemEnv, now: () => clock.shift() ?? 0 } });
    await loop.handle(stream, sendCounter({ add: 1 }));
    await loop.handle(stream, sendCounter({ add: 1 }));
    const metadata = (await store.readStream(stream)).map((event) => event.metadata);
    expect(metadata.map(({ recordedAt }) => recordedAt)).toEqual([
      '1970-01-01T00:00:05.000Z',
      '1970-01-01T00:00:05.000Z',
    ]);
    expect(metadata[1]?.occurredAt).toBe('1970-01-01T00:00:01.000Z');
  });
});
