import { StoreFaultError } from '@caselog/event-store';
import type { RawEvent } from '@caselog/tamper-evidence';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readableEvents, type RawLedger } from '../src/index.ts';

const eventAt = (position: number): RawEvent => ({
  position,
  stream: 'ticket-1',
  revision: position - 1,
  type: 'NoteAdded',
  recordedAt: '2026-03-02T09:00:00.000Z',
  dataBytes: Buffer.from('{}'),
  metadataBytes: Buffer.from('{}'),
});

/** A ledger of which some events cannot be read: every batch that touches one fails as a whole. */
const damaged = (events: number, broken: ReadonlySet<number>): RawLedger => ({
  async *rawEvents({ after, batchSize }) {
    await Promise.resolve();
    for (let from = after; from < events; from += batchSize) {
      const last = Math.min(from + batchSize, events);
      const positions = Array.from({ length: last - from }, (_, index) => from + 1 + index);
      if (positions.some((position) => broken.has(position))) throw new StoreFaultError('a page is damaged');
      yield positions.map(eventAt);
    }
  },
});

const read = async (ledger: RawLedger, batchSize: number) => {
  const unreadable: number[] = [];
  const readable: number[] = [];
  const found = readableEvents(ledger, { batchSize, onUnreadable: (position) => unreadable.push(position) });
  for await (const batch of found) readable.push(...batch.map(({ position }) => position));
  return { readable, unreadable };
};

describe('the readable events of a damaged ledger', () => {
  it('are all but those that cannot be read, each once and in order', async () => {
    const check = async (events: number, some: readonly number[], batchSize: number): Promise<void> => {
      const broken = new Set(some.filter((position) => position <= events));
      const all = Array.from({ length: events }, (_, index) => index + 1);
      expect(await read(damaged(events, broken), batchSize)).toEqual({
        readable: all.filter((position) => !broken.has(position)),
        unreadable: all.filter((position) => broken.has(position)),
      });
    };
    const some = fc.uniqueArray(fc.integer({ min: 1, max: 600 }), { maxLength: 40 });
    await fc.assert(fc.asyncProperty(fc.nat(600), some, fc.integer({ min: 1, max: 300 }), check));
  });

  it('end with the fault when nothing more can be read', async () => {
    const gone = new StoreFaultError('the file is gone');
    const ledger: RawLedger = {
      rawEvents: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(gone) }) }),
    };
    await expect(read(ledger, 100)).rejects.toBe(gone);
  });

  it('do not hide a fault of the program', async () => {
    const wrong = new TypeError('a bug');
    const ledger: RawLedger = {
      rawEvents: () => ({ [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(wrong) }) }),
    };
    await expect(read(ledger, 100)).rejects.toBe(wrong);
  });
});
