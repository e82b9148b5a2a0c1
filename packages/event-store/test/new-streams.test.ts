import { systemEnv } from '@caselog/env';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, OutcomeUnknownError, type EventStore } from '../src/index.ts';
import { counterLoop, sendCounter } from './counter.ts';

const stream = 'counter-1';
const isNew = true;

/** A store that counts how often a stream is read. */
const counted = () => {
  const store = createMemoryStore({ env: systemEnv });
  const wrapped = {
    ...store,
    reads: 0,
    readStream: (...call: Parameters<EventStore['readStream']>) => {
      wrapped.reads += 1;
      return store.readStream(...call);
    },
  };
  return wrapped;
};

describe('A command on a stream that is thought to be new', () => {
  it('is appended as its beginning without reading it', async () => {
    const store = counted();
    const outcome = await counterLoop(store).handle(stream, sendCounter({ twice: 2 }), { isNew });
    expect(outcome).toMatchObject({ outcome: 'accepted', state: { count: 4 }, revision: 1, position: 2 });
    expect(store.reads).toBe(0);
  });

  it('returns the first outcome where it was taken already, whatever happened since', async () => {
    const loop = counterLoop(createMemoryStore({ env: systemEnv }));
    const command = sendCounter({ add: 1 });
    await loop.handle(stream, command, { isNew });
    await loop.handle(stream, sendCounter({ add: 5 }));
    expect(await loop.handle(stream, command, { isNew })).toMatchObject({
      outcome: 'repeated',
      state: { count: 1 },
      revision: 0,
    });
  });

  it('is decided on what is there where another was first', async () => {
    const loop = counterLoop(createMemoryStore({ env: systemEnv }));
    await loop.handle(stream, sendCounter({ add: 9 }));
    expect(await loop.handle(stream, sendCounter({ add: 2 }), { isNew })).toMatchObject({
      outcome: 'refused',
      refusal: { reason: 'too much', at: 9 },
    });
    expect(await loop.handle(stream, sendCounter('reset'), { isNew })).toMatchObject({
      outcome: 'accepted',
      state: { count: 0 },
    });
  });

  it('that is refused on nothing is refused only once the stream was read', async () => {
    const store = counted();
    const refused = await counterLoop(store).handle(stream, sendCounter({ add: 11 }), { isNew });
    expect(refused).toMatchObject({ outcome: 'refused' });
    expect(store.reads).toBe(1);
  });

  it.each([true, false])('of unknown outcome is resolved by reading (landed: %s)', async (lands) => {
    const store = createMemoryStore({ env: systemEnv });
    let isSure = false;
    const outcome = await counterLoop({
      ...store,
      async append(...call) {
        if (isSure) return store.append(...call);
        isSure = true;
        if (lands) await store.append(...call);
        throw new OutcomeUnknownError(stream);
      },
    }).handle(stream, sendCounter({ twice: 2 }), { isNew });
    expect(outcome).toMatchObject({ outcome: lands ? 'repeated' : 'accepted', state: { count: 4 } });
    expect(await store.head()).toBe(2);
  });

  it('keeps to a revision that is expected', async () => {
    const store = counted();
    const expecting = { isNew, expectedRevision: 3 };
    expect(await counterLoop(store).handle(stream, sendCounter({ add: 1 }), expecting)).toMatchObject({
      outcome: 'conflict',
      actual: -1,
    });
  });

  it('sent many times at the same moment is taken once', async () => {
    const store = createMemoryStore({ env: systemEnv });
    const loop = counterLoop(store);
    const command = sendCounter({ add: 1 });
    const outcomes = await Promise.all(
      Array.from({ length: 16 }, () => loop.handle(stream, command, { isNew })),
    );
    expect(outcomes.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
    expect(outcomes.filter(({ outcome }) => outcome === 'repeated')).toHaveLength(15);
    expect(await store.head()).toBe(1);
  });
});
