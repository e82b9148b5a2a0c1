import { systemEnv as env } from '@caselog/env';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  EffectInDoubtError,
  EffectNotDoneError,
  openWorkerBook,
  type EffectSteps,
  type WorkerBook,
} from '../src/index.ts';
import { once } from '../src/effects/once.ts';
import { freshFile } from './support.ts';

/** The process died here. */
class Died extends Error {
  override readonly name = 'Died';
}

type Point = 'before-intent' | 'after-intent' | 'before-run' | 'after-run' | 'before-finish' | 'after-finish';
const points: readonly Point[] = [
  'before-intent',
  'after-intent',
  'before-run',
  'after-run',
  'before-finish',
  'after-finish',
];

/** The book of a process that dies at one point, and forgets nothing it wrote before. */
const mortal = (book: WorkerBook, dies: (point: Point) => void): WorkerBook => ({
  ...book,
  async intend(of) {
    dies('before-intent');
    await book.intend(of);
    dies('after-intent');
  },
  async finish(of, result) {
    dies('before-finish');
    await book.finish(of, result);
    dies('after-finish');
  },
});

/** What the effect is done to: it counts, by key. */
const otherSide = () => {
  const done = new Map<string, number>();
  let calls = 0;
  return {
    done,
    calls: () => calls,
    total: () => [...done.values()].reduce((sum, count) => sum + count, 0),
    run: (key: string) => {
      calls += 1;
      done.set(key, (done.get(key) ?? 0) + 1);
      return { number: calls };
    },
  };
};

/** Tries the effect in one process after the other, each dying as told; gives what the last one got. */
const live = async (
  deaths: readonly (Point | undefined)[],
  stepsOf: (dies: (point: Point) => void, side: ReturnType<typeof otherSide>) => EffectSteps<object>,
) => {
  const book = await openWorkerBook(freshFile(), env);
  const side = otherSide();
  const outcomes: unknown[] = [];
  for (const death of [...deaths, undefined]) {
    const dies = (point: Point) => {
      if (point === death) throw new Died();
    };
    const place = {
      book: mortal(book, dies),
      reader: 'w',
      eventId: 'e',
      signal: new AbortController().signal,
    };
    outcomes.push(await once(place, 'credit', stepsOf(dies, side)).catch((error: unknown) => error));
  }
  await book.close();
  return { side, last: outcomes.at(-1), outcomes };
};

const run =
  (dies: (point: Point) => void, side: ReturnType<typeof otherSide>) =>
  async (key: string): Promise<object> => {
    dies('before-run');
    const result = side.run(key);
    dies('after-run');
    return result;
  };

const deaths = fc.array(fc.option(fc.constantFrom(...points), { nil: undefined }), { maxLength: 6 });

describe('An effect, whatever dies in between', () => {
  it('happens exactly once where it can be looked up', async () => {
    await fc.assert(
      fc.asyncProperty(deaths, async (plan) => {
        const { side, last } = await live(plan, (dies, other) => ({
          run: run(dies, other),
          find: async (key) => (other.done.has(key) ? { number: 1 } : undefined),
        }));
        expect(side.total()).toBe(1);
        expect(last).toEqual({ number: 1 });
      }),
      { numRuns: 15 },
    );
  });

  it('is asked for under one key where the other side takes that once', async () => {
    await fc.assert(
      fc.asyncProperty(deaths, async (plan) => {
        const { side, last } = await live(plan, (dies, other) => ({
          run: run(dies, other),
          takesKeyOnce: true,
        }));
        expect(side.done.size).toBe(1);
        expect(last).toMatchObject({ number: expect.any(Number) as number });
      }),
      { numRuns: 15 },
    );
  });

  it('happens at most once where nobody can tell, and a person is asked', async () => {
    await fc.assert(
      fc.asyncProperty(deaths, async (plan) => {
        const { side, last, outcomes } = await live(plan, (dies, other) => ({ run: run(dies, other) }));
        expect(side.total()).toBeLessThanOrEqual(1);
        const isDone = last !== null && typeof last === 'object' && 'number' in last;
        expect(isDone || last instanceof EffectInDoubtError).toBe(true);
        if (!isDone) expect(outcomes.some((outcome) => outcome instanceof Died)).toBe(true);
      }),
      { numRuns: 15 },
    );
  });

  it('begins afresh where it certainly did not happen', async () => {
    const { side, outcomes } = await live([undefined], (_dies, other) => ({
      async run(key) {
        if (other.calls() === 0) {
          other.run('refused');
          throw new EffectNotDoneError('the account is locked');
        }
        return other.run(key);
      },
    }));
    expect(outcomes[0]).toBeInstanceOf(EffectNotDoneError);
    expect(outcomes[1]).toEqual({ number: 2 });
    expect(side.calls()).toBe(2);
  });

  it('in doubt is listed, and settled by hand', async () => {
    const book = await openWorkerBook(freshFile(), env);
    const place = { book, reader: 'w', eventId: 'e', signal: new AbortController().signal };
    const steps = { run: () => Promise.reject(new Died()) };
    await expect(once(place, 'credit', steps)).rejects.toThrow(Died);
    await expect(once(place, 'credit', steps)).rejects.toThrow(EffectInDoubtError);
    const [doubt] = await book.inDoubt('w');
    expect(doubt).toMatchObject({ reader: 'w', eventId: 'e', name: 'credit', state: 'intended' });
    await book.finish(doubt!, { reference: 'c-1' });
    expect(await once(place, 'credit', steps)).toEqual({ reference: 'c-1' });
    await book.close();
  });

  it('has a key of its own for each worker, event and name', async () => {
    const keys = new Set<string>();
    const book = await openWorkerBook(freshFile(), env);
    for (const [reader, eventId, name] of [
      ['a', 'b', 'c'],
      ['a', 'bc', ''],
      ['ab', '', 'c'],
    ] as const)
      await once({ book, reader, eventId, signal: new AbortController().signal }, name, {
        async run(key) {
          keys.add(key);
        },
      });
    await book.close();
    expect(keys.size).toBe(3);
  });
});
