import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OutcomeUnknownError, PartialRepeatError } from '@caselog/event-store';
import { eventStoreContract } from '@caselog/event-store/contract';
import { FileFullError, FileLockedError, WriterThreadError, type SqliteStore } from '../src/index.ts';
import { carry, unpack } from '../src/thread/carried.ts';
import { deadlyLeafHash } from './deadly-leaf.ts';
import { readAll, someEvents } from './events.ts';
import { plainLeafHash } from './kill/leaf.ts';
import { temporaryLedger, type TemporaryLedger } from './temporary.ts';

const writerThread = {};
const capabilities = { gapFreePositions: true, multiStreamAppend: true };

// What is written goes another way; what is read goes the way that the whole contract is run on.
eventStoreContract('the SQLite store that writes in a thread', () => temporaryLedger({ writerThread }), {
  capabilities,
  parts: ['createOnce', 'repeats', 'atomicity', 'order', 'model'],
  modelRuns: 10,
});

const leafHashIn = (module: string, name: string) => ({
  leafHash: { module: new URL(module, import.meta.url).href, name },
});

describe('a writer in a thread of its own', () => {
  let ledger: TemporaryLedger;
  beforeEach(() => {
    ledger = temporaryLedger();
  });
  afterEach(() => ledger.close());

  const reasonsOf = async (store: SqliteStore, appends: number, length: number) => {
    const waiting = Array.from({ length: appends }, (_, n) =>
      store.append(`thing-${n}`, someEvents(1, length), 'any'),
    );
    const settled = await Promise.allSettled(waiting);
    return settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []));
  };

  it('makes the leaf hashes that the module makes', async () => {
    const store = await ledger.open({ writerThread: leafHashIn('kill/leaf.ts', plainLeafHash.name) });
    await store.append('thing-1', someEvents(3), 'no-stream');
    for await (const events of store.rawEvents())
      for (const event of events) expect(Buffer.from(event.leafHash ?? [])).toEqual(plainLeafHash(event));
  });

  it('lets others run while it writes', async () => {
    const store = await ledger.open({ writerThread });
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);
    const other = new DatabaseSync(ledger.path);
    other.exec('BEGIN IMMEDIATE');
    const appending = store.append('thing-1', someEvents(1), 'no-stream');
    await expect.poll(() => turns, { timeout: 30_000 }).toBeGreaterThan(3);
    clearInterval(counting);
    other.exec('COMMIT');
    other.close();
    expect(await appending).toMatchObject({ outcome: 'appended', position: 1 });
  });

  it('tells of a lock that stays and of a full disk by their classes, with nothing stored', async () => {
    const store = await ledger.open({ writerThread, lockWaitMs: 60, fileBytesMax: 100_000 });
    const other = new DatabaseSync(ledger.path);
    other.exec('BEGIN IMMEDIATE');
    const locked = await reasonsOf(store, 2, 10);
    other.exec('COMMIT');
    other.close();
    const full = await reasonsOf(store, 2, 90_000);
    expect(locked.map((reason) => reason instanceof FileLockedError)).toEqual([true, true]);
    expect(full.map((reason) => reason instanceof FileFullError)).toEqual([true, true]);
    expect(await readAll(store)).toEqual([]);
    expect(await store.append('thing-1', someEvents(1), 'no-stream')).toMatchObject({ position: 1 });
  });

  it('tells of what was under way that its outcome is unknown when the thread ends, and takes no more', async () => {
    const store = await ledger.open({ writerThread: leafHashIn('deadly-leaf.ts', deadlyLeafHash.name) });
    const reasons = await reasonsOf(store, 2, 10);
    // The first was handed over; the second waited for it, and nothing of it can be stored.
    expect(reasons[0]).toBeInstanceOf(OutcomeUnknownError);
    expect(reasons[0]).toMatchObject({ stream: 'thing-0' });
    expect(reasons[1]).toBeInstanceOf(WriterThreadError);
    expect(await reasonsOf(store, 1, 10)).toEqual([expect.any(WriterThreadError)]);
  });

  it('gives each error back as it was', () => {
    const unknown = new OutcomeUnknownError('thing-1', { cause: new Error('disk I/O error') });
    const partial = new PartialRepeatError('thing-1', ['a'], ['b']);
    for (const error of [unknown, partial]) expect(unpack(structuredClone(carry(error)), 'l')).toEqual(error);
    const busy = Object.assign(new Error('database is locked'), { errcode: 5 });
    expect(unpack(structuredClone(carry(new FileLockedError('l', { cause: busy }))), 'l')).toEqual(
      new FileLockedError('l', { cause: busy }),
    );
    expect(unpack(structuredClone(carry(new RangeError('other'))), 'l')).toEqual(new RangeError('other'));
  });
});
