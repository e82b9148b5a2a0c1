import { describe, expect, it } from 'vitest';
import { InvalidAppendError, PartialRepeatError, UnsupportedOperationError } from '../src/index.ts';
import type { StreamAppend } from '../src/index.ts';
import {
  append,
  idsOf,
  newEvent,
  newEvents,
  othersRun,
  positionsOf,
  readAll,
  times,
  writers,
} from './events.ts';
import type { ContractContext } from './harness.ts';

export function atomicityContract(context: ContractContext): void {
  const { store } = context;
  describe('an append of several events', () => {
    it('adds them all, in order, side by side', async () => {
      const events = newEvents(50);
      const { revision, position } = await append(store(), 'thing-1', events, 'no-stream');
      const read = await store().readStream('thing-1');
      expect(idsOf(read)).toEqual(idsOf(events));
      expect(read.at(-1)).toMatchObject({ revision, position });
      expect(idsOf(await readAll(store()))).toEqual(idsOf(events));
    });

    it('adds none when one of them is not JSON', async () => {
      const events = [newEvent(), newEvent('ThingHappened', 10n), newEvent()];
      await expect(store().append('thing-1', events, 'any')).rejects.toThrow(InvalidAppendError);
      expect(await store().head()).toBe(0);
    });

    it('is never seen half, while many write', async () => {
      const writing = Promise.all(
        times(writers, (index) => store().append(`thing-${index % 4}`, newEvents(5), 'any')),
      ).then(() => true);
      for (
        let isDone = false;
        !isDone;
        isDone = await Promise.race([writing, othersRun().then(() => false)])
      ) {
        const sizes = await Promise.all(
          times(4, async (index) => (await store().readStream(`thing-${index}`)).length),
        );
        expect(sizes.map((size) => size % 5)).toEqual([0, 0, 0, 0]);
      }
      expect(await readAll(store())).toHaveLength(writers * 5);
    });

    it('keeps its events together in the global order', async () => {
      await Promise.all(
        times(writers, (index) => store().append(`thing-${index}`, newEvents(3), 'no-stream')),
      );
      const streams = (await readAll(store())).map(({ stream }) => stream);
      for (let index = 0; index < streams.length; index += 3)
        expect(new Set(streams.slice(index, index + 3)).size).toBe(1);
    });
  });

  if (context.capabilities.multiStreamAppend) manyStreamsContract(context);
  else
    describe('an append to several streams', () => {
      it('is refused: this store cannot make it atomic', async () => {
        const appends = [{ stream: 'thing-1', events: newEvents(1), expectedRevision: 'any' } as const];
        await expect(store().appendMany(appends)).rejects.toThrow(UnsupportedOperationError);
      });
    });
}

function manyStreamsContract({ store, harness }: ContractContext): void {
  const one = (
    stream: string,
    expectedRevision: StreamAppend['expectedRevision'] = 'no-stream',
    count = 1,
  ): StreamAppend => ({
    stream,
    events: newEvents(count),
    expectedRevision,
  });

  describe('an append to several streams', () => {
    it('adds to all of them, and tells the results in the order given', async () => {
      await append(store(), 'thing-2', newEvents(4));
      const results = await store().appendMany([
        one('thing-1', 'no-stream', 2),
        one('thing-2', 3),
        one('other-3', 'any'),
      ]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['appended', 'appended', 'appended']);
      expect(results.map((result) => 'revision' in result && result.revision)).toEqual([1, 4, 0]);
      const positions = results.map((result) => ('position' in result ? result.position : 0));
      expect(positions).toEqual(positions.toSorted((a, b) => a - b));
      expect(positions.at(-1)).toBe(await store().head());
    });

    it('adds to none when one of them conflicts, and tells a conflict for each', async () => {
      await append(store(), 'thing-2', newEvents(4));
      const results = await store().appendMany([one('thing-1'), one('thing-2', 7), one('thing-3', 'any')]);
      expect(results).toEqual([
        { outcome: 'conflict', expected: 'no-stream', actual: -1 },
        { outcome: 'conflict', expected: 7, actual: 3 },
        { outcome: 'conflict', expected: 'any', actual: -1 },
      ]);
      expect(await readAll(store())).toHaveLength(4);
      expect(await store().append('thing-1', newEvents(1), 'no-stream')).toMatchObject({
        outcome: 'appended',
      });
    });

    it('is recognised when repeated, also after a restart', async () => {
      const group = [one('thing-1', 'no-stream', 2), one('thing-2')];
      const first = await store().appendMany(group);
      const repeated = first.map((result) => ({ ...result, outcome: 'repeated' }));
      expect(await store().appendMany(group)).toEqual(repeated);
      const reopened = await harness().reopen();
      expect(await reopened.appendMany(group)).toEqual(repeated);
      expect(await readAll(reopened)).toHaveLength(3);
    });

    it('is refused when only a part is known, and adds nothing', async () => {
      const [first, second] = [one('thing-1', 'any'), one('thing-2', 'any')];
      await append(store(), first.stream, first.events);
      await expect(store().appendMany([first, second])).rejects.toThrow(PartialRepeatError);
      await expect(store().appendMany([second, first])).rejects.toThrow(PartialRepeatError);
      expect(await readAll(store())).toHaveLength(1);
    });

    it('is refused when the group is empty or names a stream twice', async () => {
      await expect(store().appendMany([])).rejects.toThrow(InvalidAppendError);
      await expect(store().appendMany([one('thing-1'), one('thing-1')])).rejects.toThrow('names it twice');
    });

    it('moves tokens between streams without losing or doubling one, while many move', async () => {
      const streams = times(4, (index) => `purse-${index}`);
      for (const stream of streams) await append(store(), stream, [newEvent('Filled', { tokens: 10 })]);
      const move = async (from: string, to: string) => {
        for (;;) {
          const [given, taken] = await Promise.all([store().readStream(from), store().readStream(to)]);
          const results = await store().appendMany([
            { stream: from, events: [newEvent('Moved', { tokens: -1 })], expectedRevision: given.length - 1 },
            { stream: to, events: [newEvent('Moved', { tokens: 1 })], expectedRevision: taken.length - 1 },
          ]);
          if (results.every(({ outcome }) => outcome === 'appended')) return;
        }
      };
      await Promise.all(
        times(24, (index) => move(streams[index % 4]!, streams[(index + 1 + (index % 3)) % 4]!)),
      );
      const events = await readAll(store());
      expect(events).toHaveLength(4 + 48);
      expect(events.reduce((sum, { data }) => sum + (data as { tokens: number }).tokens, 0)).toBe(40);
      expect(new Set(positionsOf(events)).size).toBe(events.length);
    });
  });
}
