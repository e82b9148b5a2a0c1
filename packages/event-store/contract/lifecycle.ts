import { describe, expect, it } from 'vitest';
import {
  InvalidAppendError,
  InvalidNumberError,
  InvalidStreamNameError,
  StoreClosedError,
} from '../src/index.ts';
import type { NewEvent } from '../src/index.ts';
import { append, listen, newEvent, newEvents, othersRun, readAll, times, writers } from './events.ts';
import type { ContractContext } from './harness.ts';

export function lifecycleContract(context: ContractContext): void {
  badInputContract(context);
  closeContract(context);
}

function badInputContract({ store }: ContractContext): void {
  describe('bad input is refused and nothing is stored', () => {
    it.each(['', 'thing', '-1', 'thing-', '$ce-thing', 'thing-\n', 'thing-\ud800'])(
      'the stream name %j',
      async (stream) => {
        await expect(store().append(stream, newEvents(1), 'any')).rejects.toThrow(InvalidStreamNameError);
        await expect(store().readStream(stream)).rejects.toThrow(InvalidStreamNameError);
        expect(await store().head()).toBe(0);
      },
    );

    const bad = (change: Partial<NewEvent>): NewEvent[] => [{ ...newEvent(), ...change }];
    const twice = newEvent();
    it.each([
      ['no events', []],
      ['an id that is no UUID', bad({ id: 'event-1' })],
      ['an id in upper case', bad({ id: newEvent().id.toUpperCase() })],
      ['the same id twice', [twice, newEvent(), twice]],
      ['an empty type', bad({ type: '' })],
      ['data that is not there', bad({ data: undefined })],
      ['data that is a function', bad({ data: () => 1 })],
      ['data that holds a big integer', bad({ data: { n: 1n } })],
      ['metadata that do not say when it was recorded', bad({ metadata: {} as NewEvent['metadata'] })],
    ])('%s', async (_, events) => {
      await expect(store().append('thing-1', events, 'any')).rejects.toThrow(InvalidAppendError);
      expect(await store().head()).toBe(0);
    });

    it.each([-1, 0.5, Number.NaN, Infinity, 2 ** 53])('the number %d', async (n) => {
      await expect(store().append('thing-1', newEvents(1), n)).rejects.toThrow(InvalidNumberError);
      await expect(store().readStream('thing-1', { from: n })).rejects.toThrow(InvalidNumberError);
      await expect(store().readStream('thing-1', { limit: n })).rejects.toThrow(InvalidNumberError);
      await expect(readAll(store(), { after: n })).rejects.toThrow(InvalidNumberError);
      await expect(readAll(store(), { limit: n })).rejects.toThrow(InvalidNumberError);
      await expect(readAll(store(), { batchSize: n })).rejects.toThrow(InvalidNumberError);
      await expect(listen(store(), { after: n }).ended).rejects.toThrow(InvalidNumberError);
      await expect(listen(store(), { after: 0, batchSize: n }).ended).rejects.toThrow(InvalidNumberError);
    });
  });
}

function closeContract({ store, harness, capabilities }: ContractContext): void {
  describe('the store', () => {
    it('says what it can do', () => {
      expect(store().capabilities).toEqual(capabilities);
    });

    it('is empty at first', async () => {
      expect(await store().head()).toBe(0);
      expect(await readAll(store())).toEqual([]);
    });

    it('keeps everything over a restart', async () => {
      await append(store(), 'thing-1', newEvents(3));
      await append(store(), 'thing-2', newEvents(1));
      const before = await readAll(store());
      const reopened = await harness().reopen();
      expect(await readAll(reopened)).toEqual(before);
      expect(await reopened.append('thing-1', newEvents(1), 2)).toMatchObject({
        outcome: 'appended',
        revision: 3,
      });
      expect(await reopened.append('thing-2', newEvents(1), 'no-stream')).toMatchObject({
        outcome: 'conflict',
        actual: 0,
      });
    });

    it('settles what was sent before it closes', async () => {
      const outcomes: string[] = [];
      for (let index = 0; index < writers; index += 1)
        void store()
          .append(`thing-${index}`, newEvents(1), 'no-stream')
          .then(({ outcome }) => outcomes.push(outcome));
      await store().close();
      await othersRun();
      expect(outcomes).toEqual(times(writers, () => 'appended'));
      expect(await readAll(await harness().reopen())).toHaveLength(writers);
    });

    it('refuses everything after it was closed, and may be closed again', async () => {
      await append(store(), 'thing-1', newEvents(1));
      await store().close();
      await store().close();
      await expect(store().append('thing-1', newEvents(1), 'any')).rejects.toThrow(StoreClosedError);
      await expect(store().readStream('thing-1')).rejects.toThrow(StoreClosedError);
      await expect(readAll(store())).rejects.toThrow(StoreClosedError);
      await expect(store().head()).rejects.toThrow(StoreClosedError);
    });
  });
}
