import { describe, expect, it } from 'vitest';
import {
  append,
  appendEach,
  idsOf,
  listen,
  newEvent,
  newEvents,
  positionsOf,
  readAll,
  times,
  writers,
} from './events.ts';
import type { ContractContext } from './harness.ts';

export function subscriptionsContract(context: ContractContext): void {
  catchUpContract(context);
  endContract(context);
}

function catchUpContract({ store, harness }: ContractContext): void {
  describe('a subscription', () => {
    it('gives history, then what is appended, in global order', async () => {
      const history = await appendEach(store(), ['thing-1', 'thing-2', 'thing-1']);
      const listener = listen(store(), { after: 0 });
      await listener.reaches(3);
      const live = await appendEach(store(), ['thing-3', 'thing-1']);
      expect(idsOf(await listener.reaches(5))).toEqual(idsOf([...history, ...live]));
      await listener.stop();
    });

    it('begins behind a position, and waits on an empty ledger', async () => {
      const early = listen(store(), { after: 0 });
      const first = await append(store(), 'thing-1', newEvents(1));
      await append(store(), 'thing-1', newEvents(1));
      const late = listen(store(), { after: first.position });
      expect(await early.reaches(2)).toHaveLength(2);
      expect((await late.reaches(1))[0]).toMatchObject({ revision: 1 });
      await Promise.all([early.stop(), late.stop()]);
    });

    it('goes live without a seam: nothing missing, nothing twice, while many write', async () => {
      await Promise.all(times(writers, (index) => store().append(`thing-${index % 5}`, newEvents(4), 'any')));
      const writing = times(writers * 6, (index) =>
        store().append(`thing-${index % 5}`, [newEvent()], 'any'),
      );
      const listeners = [1, 7, 500].map((batchSize) => listen(store(), { after: 0, batchSize }));
      await Promise.all(writing);
      const more = times(writers, (index) => store().append(`thing-${index % 5}`, [newEvent()], 'any'));
      const total = writers * (4 + 6 + 1);
      for (const listener of listeners) await listener.reaches(total);
      await Promise.all([...more, ...listeners.map((listener) => listener.stop())]);
      const all = await readAll(store());
      for (const listener of listeners) expect(listener.events).toEqual(all);
    });

    it('gives what another process appends', async () => {
      const another = await harness().openAnother();
      const listener = listen(store(), { after: 0 });
      for (let index = 0; index < 5; index += 1) {
        const event = newEvent();
        await append(another, 'thing-1', [event]);
        expect((await listener.reaches(index + 1)).at(-1)?.id).toBe(event.id);
      }
      await listener.stop();
    });

    it('keeps categories and types by its filter, in history and live', async () => {
      const streams = times(12, (index) => `${index % 2 === 0 ? 'thing' : 'other'}-${index % 4}`);
      const filtered = listen(store(), {
        after: 0,
        filter: { categories: ['thing'], types: ['Kept'] },
        batchSize: 2,
      });
      await appendEach(store(), streams, 'Kept');
      await filtered.reaches(6);
      await appendEach(store(), streams, 'Dropped');
      await appendEach(store(), streams, 'Kept');
      const events = await filtered.reaches(12);
      expect(events.every(({ stream, type }) => stream.startsWith('thing-') && type === 'Kept')).toBe(true);
      expect(positionsOf(events)).toEqual(
        positionsOf(await readAll(store(), { filter: { categories: ['thing'], types: ['Kept'] } })),
      );
      await filtered.stop();
    });

    it('gives no empty batch and none above the batch size', async () => {
      await append(store(), 'thing-1', newEvents(25));
      const listener = listen(store(), { after: 0, batchSize: 10, filter: { categories: ['thing'] } });
      await listener.reaches(25);
      await append(store(), 'other-1', newEvents(5));
      await append(store(), 'thing-1', newEvents(1));
      await listener.reaches(26);
      expect(listener.batches.every(({ length }) => length > 0 && length <= 10)).toBe(true);
      await listener.stop();
    });

    it('waits for a slow reader and loses nothing meanwhile', async () => {
      const abort = new AbortController();
      const seen: number[] = [];
      await append(store(), 'thing-1', newEvents(5));
      for await (const batch of store().subscribe({ after: 0, batchSize: 3, signal: abort.signal })) {
        seen.push(...positionsOf(batch));
        if (seen.length >= 40) abort.abort();
        else await append(store(), 'thing-1', newEvents(5));
      }
      expect(seen).toEqual(positionsOf(await readAll(store())).slice(0, seen.length));
    });

    it('gives at once what was appended while its reader was busy with the last batch', async () => {
      const abort = new AbortController();
      const sizes: number[] = [];
      await append(store(), 'thing-1', newEvents(2));
      for await (const batch of store().subscribe({ after: 0, signal: abort.signal })) {
        sizes.push(batch.length);
        if (sizes.length === 3) abort.abort();
        else await append(store(), 'thing-1', newEvents(1));
      }
      expect(sizes).toEqual([2, 1, 1]);
    });

    it('resumes from a checkpoint, also after a restart', async () => {
      await append(store(), 'thing-1', newEvents(10));
      const before = listen(store(), { after: 0, batchSize: 4 });
      await before.reaches(10);
      const checkpoint = before.events[3]!.position;
      await before.stop();
      const reopened = await harness().reopen();
      const after = listen(reopened, { after: checkpoint });
      await after.reaches(6);
      await append(reopened, 'thing-2', newEvents(1));
      expect(await after.reaches(7)).toEqual(await readAll(reopened, { after: checkpoint }));
      await after.stop();
    });
  });
}

function endContract({ store }: ContractContext): void {
  describe('the end of a subscription', () => {
    it('comes with its signal, without an error', async () => {
      const listener = listen(store(), { after: 0 });
      await append(store(), 'thing-1', newEvents(1));
      await listener.reaches(1);
      await expect(listener.stop()).resolves.toBeUndefined();
      await append(store(), 'thing-1', newEvents(1));
      expect(listener.events).toHaveLength(1);
    });

    it('comes at once where the signal was aborted before', async () => {
      await append(store(), 'thing-1', newEvents(1));
      const batches: unknown[] = [];
      for await (const batch of store().subscribe({ after: 0, signal: AbortSignal.abort() }))
        batches.push(batch);
      expect(batches).toEqual([]);
    });

    it('comes with the close of the store, without an error', async () => {
      const listeners = times(3, (index) => listen(store(), { after: index }));
      await append(store(), 'thing-1', newEvents(5));
      await Promise.all(listeners.map((listener, index) => listener.reaches(5 - index)));
      await store().close();
      await expect(Promise.all(listeners.map(({ ended }) => ended))).resolves.toHaveLength(3);
    });

    it('may come by leaving the loop', async () => {
      await append(store(), 'thing-1', newEvents(5));
      const signal = new AbortController().signal;
      for await (const batch of store().subscribe({ after: 0, batchSize: 2, signal })) {
        expect(batch).toHaveLength(2);
        break;
      }
      expect(await store().append('thing-1', newEvents(1), 4)).toMatchObject({ outcome: 'appended' });
    });
  });
}
