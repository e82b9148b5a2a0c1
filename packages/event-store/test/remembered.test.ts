import { systemEnv } from '@caselog/env';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore, OutcomeUnknownError, type EventStore } from '../src/index.ts';
import { counterLoop, sendCounter, type CounterCommand } from './counter.ts';

const stream = 'counter-1';

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

/** A loop that remembers a stream at the count of 2, and another process that does not. */
const twoProcesses = async () => {
  const store = counted();
  const loop = counterLoop(store, { rememberedMax: 10 });
  await loop.handle(stream, sendCounter({ add: 2 }), { isNew: true });
  return { store, loop, other: counterLoop(store) };
};

describe('A remembered stream', () => {
  it('is not read again for the next command', async () => {
    const { store, loop } = await twoProcesses();
    expect(await loop.handle(stream, sendCounter({ twice: 3 }))).toMatchObject({
      outcome: 'accepted',
      state: { count: 8, changes: 3 },
      revision: 2,
      position: 3,
    });
    expect(store.reads).toBe(0);
    expect((await loop.load(stream)).state).toEqual({ count: 8, changes: 3 });
  });

  it('that another process has moved is decided on as it is now', async () => {
    const { loop, other } = await twoProcesses();
    await other.handle(stream, sendCounter({ add: 3 }));
    expect(await loop.handle(stream, sendCounter({ add: 4 }))).toMatchObject({
      outcome: 'accepted',
      state: { count: 9 },
      revision: 2,
    });
    await other.handle(stream, sendCounter('reset'));
    await other.handle(stream, sendCounter({ add: 10 }));
    expect(await loop.handle(stream, sendCounter({ add: 1 }))).toMatchObject({
      outcome: 'refused',
      refusal: { at: 10 },
    });
  });

  it('refuses nothing that another process has made possible', async () => {
    const { loop, other } = await twoProcesses();
    await other.handle(stream, sendCounter('reset'));
    expect(await loop.handle(stream, sendCounter({ add: 9 }))).toMatchObject({
      outcome: 'accepted',
      state: { count: 9 },
    });
  });

  it('is not said to be so already where another process has made it otherwise', async () => {
    const { loop, other } = await twoProcesses();
    await loop.handle(stream, sendCounter('reset'));
    await other.handle(stream, sendCounter({ add: 1 }));
    expect(await loop.handle(stream, sendCounter('reset'))).toMatchObject({
      outcome: 'accepted',
      revision: 3,
    });
  });

  it('returns the first outcome of a command, whichever process took it', async () => {
    const { store, loop, other } = await twoProcesses();
    const [mine, theirs] = [sendCounter({ add: 1 }), sendCounter({ add: 2 })];
    await loop.handle(stream, mine);
    await other.handle(stream, theirs);
    await other.handle(stream, sendCounter({ add: 3 }));
    expect(await loop.handle(stream, theirs)).toMatchObject({ outcome: 'repeated', state: { count: 5 } });
    expect(await loop.handle(stream, mine)).toMatchObject({ outcome: 'repeated', state: { count: 3 } });
    expect(await store.head()).toBe(4);
  });

  it('tells a conflict by the revision that the store has', async () => {
    const { loop, other } = await twoProcesses();
    await other.handle(stream, sendCounter({ add: 1 }));
    expect(await loop.handle(stream, sendCounter({ add: 1 }), { expectedRevision: 0 })).toEqual({
      outcome: 'conflict',
      expected: 0,
      actual: 1,
    });
    await loop.handle(stream, sendCounter({ add: 1 }));
    await other.handle(stream, sendCounter({ add: 1 }));
    expect(await loop.handle(stream, sendCounter({ add: 1 }), { expectedRevision: 3 })).toMatchObject({
      outcome: 'accepted',
      revision: 4,
    });
  });

  it.each([true, false])('is read when an outcome is unknown (the append landed: %s)', async (lands) => {
    const store = counted();
    let isUnsure = false;
    const unsure: EventStore = {
      ...store,
      readStream: store.readStream,
      async append(...call) {
        if (!isUnsure) return store.append(...call);
        isUnsure = false;
        if (lands) await store.append(...call);
        throw new OutcomeUnknownError(stream);
      },
    };
    const loop = counterLoop(unsure, { rememberedMax: 10 });
    await loop.handle(stream, sendCounter({ add: 2 }));
    isUnsure = true;
    expect(await loop.handle(stream, sendCounter({ add: 3 }))).toMatchObject({
      outcome: lands ? 'repeated' : 'accepted',
      state: { count: 5 },
      revision: 1,
    });
    expect(await loop.handle(stream, sendCounter({ add: 5 }))).toMatchObject({ state: { count: 10 } });
    expect(await store.head()).toBe(3);
  });

  it('makes way for those used since', async () => {
    const store = counted();
    const loop = counterLoop(store, { rememberedMax: 4 });
    for (let n = 1; n <= 9; n += 1)
      await loop.handle(`counter-${n}`, sendCounter({ add: 1 }), { isNew: true });
    await loop.handle('counter-9', sendCounter({ add: 1 }));
    expect(store.reads).toBe(0);
    await loop.handle('counter-1', sendCounter({ add: 1 }));
    expect(store.reads).toBe(1);
  });

  const command = fc.oneof<fc.Arbitrary<CounterCommand>[]>(
    fc.record({ add: fc.integer({ min: 1, max: 6 }) }),
    fc.record({ twice: fc.integer({ min: 1, max: 3 }) }),
    fc.constant('reset' as const),
  );
  const step = fc.record({
    command,
    by: fc.nat({ max: 2 }),
    on: fc.nat({ max: 2 }),
    id: fc.nat({ max: 12 }),
    isNew: fc.boolean(),
    expectedRevision: fc.option(fc.nat({ max: 6 }), { nil: undefined }),
  });

  it('answers everything as a loop does that reads each time, whichever of several processes is asked', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const [store, plain] = [counted(), counted()];
        const loops = [0, 0, 0].map(() => counterLoop(store, { rememberedMax: 2 }));
        const reading = counterLoop(plain);
        const told = (outcome: object) =>
          JSON.stringify(outcome, (key, value: unknown) =>
            key === 'metadata' || key === 'position' ? null : value,
          );
        for (const { command: what, by, on, id, isNew, expectedRevision } of steps) {
          const sent = sendCounter(what, `command-${id}`);
          const options = { isNew, expectedRevision };
          const ours = await loops[by]!.handle(`counter-${on}`, sent, options);
          expect(told(ours)).toBe(told(await reading.handle(`counter-${on}`, sent, { expectedRevision })));
        }
        expect(await store.head()).toBe(await plain.head());
      }),
    );
  });
});
