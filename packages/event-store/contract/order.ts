import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../src/index.ts';
import {
  append,
  idsOf,
  newEvent,
  newEvents,
  othersRun,
  positionsOf,
  readAll,
  revisionsOf,
  times,
  writers,
} from './events.ts';
import type { ContractContext } from './harness.ts';

const isIncreasing = (numbers: readonly number[]) =>
  numbers.every((n, index) => index === 0 || n > numbers[index - 1]!);

/** Revisions of each stream, in the order the events were read. */
function revisionsByStream(events: readonly RecordedEvent[]): ReadonlyMap<string, readonly number[]> {
  return new Map(
    [...Map.groupBy(events, ({ stream }) => stream)].map(([stream, its]) => [stream, revisionsOf(its)]),
  );
}

export function orderContract({ store, harness, capabilities }: ContractContext): void {
  describe('the global order', () => {
    it('numbers events with increasing safe integers, and each stream from 0 without gaps', async () => {
      await Promise.all(
        times(writers * 3, (index) =>
          store().append(`thing-${index % 5}`, newEvents(1 + (index % 3)), 'any'),
        ),
      );
      const events = await readAll(store());
      expect(isIncreasing(positionsOf(events))).toBe(true);
      expect(positionsOf(events).every((position) => Number.isSafeInteger(position) && position > 0)).toBe(
        true,
      );
      for (const revisions of revisionsByStream(events).values())
        expect(revisions).toEqual(times(revisions.length, (i) => i));
      expect(events.at(-1)?.position).toBe(await store().head());
      if (capabilities.gapFreePositions)
        expect(positionsOf(events)).toEqual(times(events.length, (index) => index + 1));
    });

    it('shows an acknowledged append at once, in its stream, in the global order and in the head', async () => {
      for (let index = 0; index < 20; index += 1) {
        const events = newEvents(2);
        const { position } = await append(store(), `thing-${index % 3}`, events);
        expect(await store().head()).toBeGreaterThanOrEqual(position);
        expect(idsOf(await readAll(store(), { after: position - 1 }))).toEqual([events[1]!.id]);
        expect(
          idsOf(await store().readStream(`thing-${index % 3}`, { direction: 'backward', limit: 1 })),
        ).toEqual([events[1]!.id]);
      }
    });

    it('never shows a reader an event at or before a position it has passed, while many write from two processes', async () => {
      const stores = [store(), await harness().openAnother()];
      const total = writers * 8;
      const writing = times(total, (index) =>
        stores[index % 2]!.append(`thing-${index % 7}`, [newEvent()], 'any'),
      );
      const seen: RecordedEvent[] = [];
      while (seen.length < total) {
        for (const reader of stores)
          seen.push(...(await readAll(reader, { after: seen.at(-1)?.position ?? 0, batchSize: 17 })));
        await othersRun();
      }
      await Promise.all(writing);
      expect(isIncreasing(positionsOf(seen))).toBe(true);
      expect(seen).toEqual(await readAll(store()));
      expect(seen).toHaveLength(total);
    });

    it('gives the appends of one writer the order in which they were acknowledged', async () => {
      const acknowledged = await Promise.all(
        times(writers, async (writer) => {
          const positions: number[] = [];
          for (let index = 0; index < 5; index += 1)
            positions.push((await append(store(), `thing-${writer}`, newEvents(1))).position);
          return positions;
        }),
      );
      expect(acknowledged.every(isIncreasing)).toBe(true);
    });

    it('stays as it is over a restart, and goes on behind it', async () => {
      await Promise.all(times(writers, (index) => store().append(`thing-${index % 3}`, newEvents(2), 'any')));
      const before = await readAll(store());
      const reopened = await harness().reopen();
      expect(await readAll(reopened)).toEqual(before);
      const { position } = await append(reopened, 'thing-0', newEvents(1));
      expect(position).toBeGreaterThan(before.at(-1)!.position);
    });
  });
}
