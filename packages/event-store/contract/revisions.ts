import { describe, expect, it } from 'vitest';
import type { EventStore } from '../src/index.ts';
import { append, newEvent, newEvents, readAll, revisionsOf, times, writers } from './events.ts';
import type { ContractContext } from './harness.ts';

/** Adds one to a counter by reading, then appending with the revision read, until it is taken. */
async function increment(store: EventStore, stream: string): Promise<void> {
  for (;;) {
    const events = await store.readStream(stream, { direction: 'backward', limit: 1 });
    const last = events[0];
    const count = ((last?.data as { count: number } | undefined)?.count ?? 0) + 1;
    const result = await store.append(
      stream,
      [newEvent('Counted', { count })],
      last ? last.revision : 'no-stream',
    );
    if (result.outcome === 'appended') return;
  }
}

export function revisionsContract({ store, harness }: ContractContext): void {
  describe('the expected revision', () => {
    it('is met by the exact last revision', async () => {
      await append(store(), 'thing-1', newEvents(2));
      expect(await store().append('thing-1', newEvents(2), 1)).toMatchObject({
        outcome: 'appended',
        revision: 3,
      });
      expect(revisionsOf(await store().readStream('thing-1'))).toEqual([0, 1, 2, 3]);
    });

    it.each([0, 1, 3, 100])(
      'tells a conflict for %i when the last is 2, and adds nothing',
      async (expected) => {
        await append(store(), 'thing-1', newEvents(3));
        const result = await store().append('thing-1', newEvents(2), expected);
        expect(result).toEqual({ outcome: 'conflict', expected, actual: 2 });
        expect(await readAll(store())).toHaveLength(3);
      },
    );

    it.each([0, 7, 'stream-exists' as const])(
      'tells a conflict for %s when there is no stream',
      async (expected) => {
        const result = await store().append('thing-1', newEvents(1), expected);
        expect(result).toEqual({ outcome: 'conflict', expected, actual: -1 });
        expect(await store().readStream('thing-1')).toEqual([]);
      },
    );

    it('may only ask that the stream exists', async () => {
      await append(store(), 'thing-1', newEvents(5));
      expect(await store().append('thing-1', newEvents(1), 'stream-exists')).toMatchObject({ revision: 5 });
    });

    it('may ask for nothing, whether the stream exists or not', async () => {
      expect(await store().append('thing-1', newEvents(1), 'any')).toMatchObject({ revision: 0 });
      expect(await store().append('thing-1', newEvents(1), 'any')).toMatchObject({ revision: 1 });
    });

    it(`lets one of ${writers} writers pass that expect the same revision`, async () => {
      await append(store(), 'thing-1', newEvents(1));
      const results = await Promise.all(times(writers, () => store().append('thing-1', newEvents(2), 0)));
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      expect(results.filter(({ outcome }) => outcome === 'conflict')).toHaveLength(writers - 1);
      expect(await store().readStream('thing-1')).toHaveLength(3);
    });

    it('does not stand in the way of neighbours whose own expectation is met', async () => {
      await append(store(), 'thing-0', newEvents(1));
      const results = await Promise.all(
        times(writers, (index) =>
          store().append(`thing-${index % 4}`, [newEvent()], index % 4 === 0 ? 7 : 'any'),
        ),
      );
      expect(results.map(({ outcome }) => outcome)).toEqual(
        times(writers, (index) => (index % 4 === 0 ? 'conflict' : 'appended')),
      );
    });

    it('loses no update when writers in two processes read, add one and append', async () => {
      const stores = [store(), await harness().openAnother()];
      await Promise.all(times(24, (index) => increment(stores[index % 2]!, `thing-${index % 3}`)));
      for (const stream of ['thing-0', 'thing-1', 'thing-2']) {
        const events = await store().readStream(stream);
        expect(events.map(({ data }) => (data as { count: number }).count)).toEqual(
          times(8, (index) => index + 1),
        );
      }
    });
  });
}
