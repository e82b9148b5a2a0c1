import { describe, expect, it } from 'vitest';
import { newEvent, newEvents, readAll, times, writers } from './events.ts';
import type { ContractContext } from './harness.ts';

export function createOnceContract({ store, harness }: ContractContext): void {
  describe('create once', () => {
    it('creates a stream that does not exist', async () => {
      const result = await store().append('thing-1', newEvents(2), 'no-stream');
      expect(result).toMatchObject({ outcome: 'appended', revision: 1 });
    });

    it('tells a conflict for a stream that exists, and adds nothing', async () => {
      await store().append('thing-1', newEvents(3), 'no-stream');
      const again = await store().append('thing-1', newEvents(1), 'no-stream');
      expect(again).toEqual({ outcome: 'conflict', expected: 'no-stream', actual: 2 });
      expect(await store().readStream('thing-1')).toHaveLength(3);
    });

    it(`lets one of ${writers} writers create it at the same moment`, async () => {
      const results = await Promise.all(
        times(writers, () => store().append('thing-1', [newEvent()], 'no-stream')),
      );
      expect(results.filter(({ outcome }) => outcome === 'appended')).toHaveLength(1);
      const conflict = { outcome: 'conflict', expected: 'no-stream', actual: 0 };
      expect(results.filter(({ outcome }) => outcome !== 'appended')).toEqual(
        times(writers - 1, () => conflict),
      );
      expect(await readAll(store())).toHaveLength(1);
    });

    it('lets one of many writers in two processes create each of many streams', async () => {
      const stores = [store(), await harness().openAnother()];
      const attempts = times(writers * 4, (index) => ({
        by: stores[index % 2]!,
        stream: `thing-${index >> 2}`,
      }));
      const results = await Promise.all(
        attempts.map(({ by, stream }) => by.append(stream, [newEvent()], 'no-stream')),
      );
      const created = attempts
        .filter((_, index) => results[index]!.outcome === 'appended')
        .map(({ stream }) => stream);
      expect(created.toSorted()).toEqual(times(writers, (index) => `thing-${index}`).toSorted());
      expect(await readAll(store())).toHaveLength(writers);
    });
  });
}
