import { beforeEach, describe, expect, it } from 'vitest';
import type { EventFilter, NewEvent } from '../src/index.ts';
import {
  append,
  appendEach,
  idsOf,
  newEvent,
  newEvents,
  positionsOf,
  readAll,
  revisionsOf,
  times,
} from './events.ts';
import type { ContractContext } from './harness.ts';

export function readsContract(context: ContractContext): void {
  readStreamContract(context);
  readAllContract(context);
  filterContract(context);
}

function readStreamContract({ store }: ContractContext): void {
  describe('reading a stream', () => {
    beforeEach(async () => {
      await append(store(), 'other-1', newEvents(2));
      await append(store(), 'thing-1', newEvents(10));
    });

    it('is empty where there is none', async () => {
      expect(await store().readStream('thing-2')).toEqual([]);
      expect(await store().readStream('thing-2', { direction: 'backward' })).toEqual([]);
    });

    it.each([
      [{}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      [{ from: 7 }, [7, 8, 9]],
      [{ from: 7, limit: 2 }, [7, 8]],
      [{ limit: 0 }, []],
      [{ limit: 3 }, [0, 1, 2]],
      [{ from: 10 }, []],
      [{ from: 9, limit: 100 }, [9]],
      [{ direction: 'backward' }, [9, 8, 7, 6, 5, 4, 3, 2, 1, 0]],
      [{ direction: 'backward', limit: 3 }, [9, 8, 7]],
      [{ direction: 'backward', from: 2 }, [2, 1, 0]],
      [{ direction: 'backward', from: 5, limit: 2 }, [5, 4]],
      [{ direction: 'backward', from: 50, limit: 2 }, [9, 8]],
      [{ direction: 'backward', limit: 0 }, []],
    ] as const)('with %j gives the revisions %j', async (options, revisions) => {
      expect(revisionsOf(await store().readStream('thing-1', options))).toEqual(revisions);
    });
  });
}

function readAllContract({ store }: ContractContext): void {
  describe('reading all', () => {
    let positions: number[];
    beforeEach(async () => {
      await appendEach(
        store(),
        times(10, (index) => `thing-${index % 3}`),
      );
      positions = positionsOf(await readAll(store()));
    });

    it('gives every event, and nothing from an empty ledger', () => {
      expect(positions).toHaveLength(10);
    });

    it('starts behind a position', async () => {
      expect(positionsOf(await readAll(store(), { after: positions[6]! }))).toEqual(positions.slice(7));
      expect(await readAll(store(), { after: positions[9]! })).toEqual([]);
      expect(await readAll(store(), { after: positions[9]! + 1000 })).toEqual([]);
    });

    it('goes backward, from the end or from before a position', async () => {
      const backward = positions.toReversed();
      expect(positionsOf(await readAll(store(), { direction: 'backward' }))).toEqual(backward);
      expect(positionsOf(await readAll(store(), { direction: 'backward', after: positions[6]! }))).toEqual(
        backward.slice(4),
      );
      expect(await readAll(store(), { direction: 'backward', after: positions[0]! })).toEqual([]);
      expect(positionsOf(await readAll(store(), { direction: 'backward', limit: 3, batchSize: 2 }))).toEqual(
        backward.slice(0, 3),
      );
    });

    it.each([0, 1, 4, 9, 10, 11])('stops at the limit of %i', async (limit) => {
      expect(positionsOf(await readAll(store(), { limit, batchSize: 4 }))).toEqual(positions.slice(0, limit));
    });

    it.each([1, 3, 5, 10, 1000])('comes in batches of at most %i, none of them empty', async (batchSize) => {
      const sizes: number[] = [];
      for await (const batch of store().readAll({ batchSize })) sizes.push(batch.length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(10);
      expect(sizes.every((size) => size > 0 && size <= batchSize)).toBe(true);
    });

    it('gives events exactly as they were appended, with their place', async () => {
      const event = newEvent('ThingRenamed', { name: 'b' });
      const { position } = await append(store(), 'thing-1', [event]);
      const recorded = { ...event, stream: 'thing-1', revision: 3, position };
      expect(await readAll(store(), { after: position - 1 })).toEqual([recorded]);
      expect((await store().readStream('thing-1')).at(-1)).toEqual(recorded);
    });
  });
}

function filterContract({ store }: ContractContext): void {
  describe('a filter', () => {
    let events: Record<'ticketOpened' | 'ticketClosed' | 'ticketingOpened' | 'policyOpened', NewEvent[]>;
    beforeEach(async () => {
      events = {
        ticketOpened: await appendEach(store(), ['ticket-1', 'ticket-2-x', 'ticket-3'], 'Opened'),
        ticketingOpened: await appendEach(store(), ['ticketing-1'], 'Opened'),
        ticketClosed: await appendEach(store(), ['ticket-1', 'ticket-3'], 'Closed'),
        policyOpened: await appendEach(store(), ['policy-1'], 'Opened'),
      };
    });
    type Group = keyof typeof events;

    const cases: readonly (readonly [EventFilter, readonly Group[]])[] = [
      [{}, ['ticketOpened', 'ticketingOpened', 'ticketClosed', 'policyOpened']],
      [{ categories: ['ticket'] }, ['ticketOpened', 'ticketClosed']],
      [{ categories: ['ticketing', 'policy'] }, ['ticketingOpened', 'policyOpened']],
      [{ types: ['Closed'] }, ['ticketClosed']],
      [{ types: ['Open'] }, []],
      [{ categories: ['ticket'], types: ['Opened'] }, ['ticketOpened']],
      [{ categories: ['policy'], types: ['Closed'] }, []],
      [{ categories: ['unheard'] }, []],
      [{ categories: [] }, []],
      [{ types: [] }, []],
    ];
    it.each(cases)('%j keeps %j, forward and backward', async (filter, groups) => {
      const wanted = groups.flatMap((group) => idsOf(events[group]));
      expect(idsOf(await readAll(store(), { filter }))).toEqual(wanted);
      expect(idsOf(await readAll(store(), { filter, batchSize: 1 }))).toEqual(wanted);
      expect(idsOf(await readAll(store(), { filter, direction: 'backward', batchSize: 2 }))).toEqual(
        wanted.toReversed(),
      );
    });

    it('combines with a start and a limit', async () => {
      const filter = { categories: ['ticket'] };
      const [, second] = await readAll(store(), { filter });
      const rest = await readAll(store(), { filter, after: second!.position, limit: 2 });
      expect(idsOf(rest)).toEqual([events.ticketOpened[2]!.id, events.ticketClosed[0]!.id]);
    });
  });
}
