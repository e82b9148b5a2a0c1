import { describe, expect, it } from 'vitest';
import type { EventMetadata } from '../src/index.ts';
import { append, idsOf, newEvent, newEvents, readAll, revisionsOf, times } from './events.ts';
import type { ContractContext } from './harness.ts';

const curious: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['a bare number', 42],
  ['a bare string', 'text'],
  ['an empty string', ''],
  ['an empty list', []],
  ['nested lists', [[[]], [{}]]],
  ['numbers at the edges', [0, -1, 0.1, 1e308, 5e-324, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER]],
  ['odd keys', { '': 1, ' ': 2, 'a.b': 3, '0': 4, constructor: 5, $where: 6 }],
  ['many scripts', { text: 'Ünïcödé 日本語 한국어 हिन्दी русский العربية 🙂👩‍👩‍👧 é é' }],
  ['control characters and quotes', { text: '\u0000\u0001\t\n\r"\\\u2028\u2029\u007f\ufeff' }],
  ['half a surrogate pair', { text: 'a\ud800b' }],
];

export function dataContract(context: ContractContext): void {
  valuesContract(context);
  sizesContract(context);
  unchangedContract(context);
}

function valuesContract({ store, harness }: ContractContext): void {
  describe('what is stored', () => {
    it.each(curious)('comes back as it was: %s', async (_, data) => {
      const event = newEvent('ThingHappened', data);
      await append(store(), 'thing-1', [event]);
      expect(await store().readStream('thing-1')).toMatchObject([event]);
      expect((await readAll(store()))[0]?.data).toEqual(data);
    });

    it('comes back with all its metadata', async () => {
      const event = newEvent();
      const metadata: EventMetadata = {
        ...event.metadata,
        $correlationId: 'flow-1',
        $causationId: 'cause-1',
        policyVersion: 'p-7',
        chartVersion: 'c-2',
        extra: { note: '日本', list: [1, 2] },
      };
      await append(store(), 'thing-1', [{ ...event, metadata }]);
      expect((await (await harness().reopen()).readStream('thing-1'))[0]?.metadata).toEqual(metadata);
    });

    it.each([
      'thing-日本語',
      '客-1',
      'thing-🙂-🙃',
      'thing-é',
      "thing-'; DROP TABLE events; --",
      'thing-a b/c?d#e%2F',
      'thing-\\*>.',
    ])('may be in a stream named %j', async (stream) => {
      const events = newEvents(2, '事件が起きた');
      await append(store(), stream, events, 'no-stream');
      await append(store(), `${stream}x`, newEvents(1));
      expect(await store().readStream(stream)).toMatchObject(events.map((event) => ({ ...event, stream })));
      const category = stream.slice(0, stream.indexOf('-'));
      expect(await readAll(store(), { filter: { categories: [category] } })).toHaveLength(3);
      expect(await readAll(store(), { filter: { types: ['事件が起きた'] } })).toHaveLength(2);
    });

    it('tells streams apart whose names look alike', async () => {
      // Composed and decomposed é, upper and lower case, a trailing space.
      const streams = ['thing-\u00e9', 'thing-e\u0301', 'thing-E', 'thing-e', 'thing-e '];
      for (const stream of streams) await append(store(), stream, newEvents(1), 'no-stream');
      for (const stream of streams) expect(await store().readStream(stream)).toMatchObject([{ stream }]);
    });
  });
}

function sizesContract({ store, longStreamLength }: ContractContext): void {
  describe('sizes', () => {
    it('reach at least 1 MB an event, several in one append', async () => {
      const events = times(3, (index) => newEvent('ThingHappened', { index, text: '€'.repeat(350_000) }));
      await append(store(), 'thing-1', [...events, newEvent()]);
      expect(await store().readStream('thing-1', { limit: 3 })).toMatchObject(events);
      expect(idsOf(await readAll(store(), { batchSize: 1, limit: 3 }))).toEqual(idsOf(events));
    });

    it(`reach at least ${longStreamLength.toLocaleString('en')} events a stream`, async () => {
      const size = 1000;
      const batches = Math.ceil(longStreamLength / size);
      for (let batch = 0; batch < batches; batch += 1)
        await append(store(), 'thing-1', newEvents(size), batch === 0 ? 'no-stream' : batch * size - 1);
      const length = batches * size;
      const middle = length / 2;
      expect(await store().append('thing-1', newEvents(1), length - 1)).toMatchObject({
        outcome: 'appended',
        revision: length,
      });
      expect(await store().append('thing-1', newEvents(1), middle)).toMatchObject({
        outcome: 'conflict',
        actual: length,
      });
      expect(revisionsOf(await store().readStream('thing-1', { from: middle, limit: 3 }))).toEqual([
        middle,
        middle + 1,
        middle + 2,
      ]);
      const [last] = await store().readStream('thing-1', { direction: 'backward', limit: 1 });
      expect(last?.revision).toBe(length);
      const early = await store().readStream('thing-1', { from: 3, limit: 1 });
      expect(await store().append('thing-1', early, 'no-stream')).toMatchObject({
        outcome: 'repeated',
        revision: 3,
      });
      const all = await store().readStream('thing-1');
      expect(all).toHaveLength(length + 1);
      expect(all.every(({ revision }, index) => revision === index)).toBe(true);
    });
  });
}

function unchangedContract({ store }: ContractContext): void {
  describe('what is stored is never changed', () => {
    it('by whoever appended it', async () => {
      const data = { list: [1] };
      const event = newEvent('ThingHappened', data);
      const appending = append(store(), 'thing-1', [event]);
      data.list.push(2);
      await appending;
      data.list.push(3);
      expect((await store().readStream('thing-1'))[0]?.data).toEqual({ list: [1] });
    });

    it('by whoever read it', async () => {
      await append(store(), 'thing-1', [newEvent('ThingHappened', { list: [1] })]);
      const [read] = await store().readStream('thing-1');
      (read!.data as { list: number[] }).list.push(2);
      Object.assign(read!, { type: 'Changed', revision: 9 });
      expect(await store().readStream('thing-1')).toMatchObject([
        { type: 'ThingHappened', revision: 0, data: { list: [1] } },
      ]);
      expect(await readAll(store())).toMatchObject([
        { type: 'ThingHappened', revision: 0, data: { list: [1] } },
      ]);
    });

    it('by an operation: there is none that deletes, updates or truncates', () => {
      const operations = Object.entries(store()).filter(([, value]) => typeof value === 'function');
      const destructive =
        /delete|remove|update|truncate|tombstone|scavenge|purge|drop|rewrite|replace|clear/i;
      expect(operations.map(([name]) => name).filter((name) => destructive.test(name))).toEqual([]);
    });
  });
}
