import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemEnv } from '@caselog/env';
import { PartialRepeatError, StoreClosedError } from '@caselog/event-store';
import { BackupExistsError, openSqliteStore } from '../src/index.ts';
import type { RawEvent } from '../src/index.ts';
import { openWriting } from '../src/schema.ts';
import { readAll, someEvents } from './events.ts';
import { plainLeafHash } from './kill/leaf.ts';
import { temporaryLedger } from './temporary.ts';
import type { TemporaryLedger } from './temporary.ts';

let ledger: TemporaryLedger;
beforeEach(() => {
  ledger = temporaryLedger();
});
afterEach(() => ledger.close());

async function rawOf(
  store: { rawEvents(options?: object): AsyncIterable<readonly RawEvent[]> },
  options?: object,
) {
  const events: RawEvent[] = [];
  for await (const batch of store.rawEvents(options)) events.push(...batch);
  return events;
}

describe('the file', () => {
  it('is flushed to disk at every commit', () => {
    const db = openWriting(ledger.path, { lockWaitMs: 0 });
    expect(db.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    // 2 is FULL: https://sqlite.org/pragma.html#pragma_synchronous
    expect(db.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    db.close();
  });

  it('is one file again after the close', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(10), 'any');
    await store.close();
    expect(readdirSync(ledger.folder)).toEqual(['ledger.db']);
  });

  it('says what it is', async () => {
    await (await ledger.open()).close();
    expect(readFileSync(ledger.path).subarray(68, 72).toString('latin1')).toBe('Casl');
  });
});

describe('a batch of many events', () => {
  it.each([999, 1_000, 1_001])('is as large as asked for, with %i events in the ledger', async (count) => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(count), 'any');
    for (const direction of ['forward', 'backward'] as const) {
      const batches = await Array.fromAsync(store.readAll({ batchSize: 1_000, direction }));
      expect(batches.map(({ length }) => length)).toEqual(count > 1_000 ? [1_000, 1] : [count]);
      const positions = batches.flat().map(({ position }) => position);
      const forward = Array.from({ length: count }, (_, at) => at + 1);
      expect(positions).toEqual(direction === 'forward' ? forward : forward.reverse());
    }
  });
});

describe('one commit of many appends', () => {
  it('gives each caller its own outcome', async () => {
    const store = await ledger.open();
    const [known, fresh] = [someEvents(1), someEvents(1)];
    await store.append('thing-1', known, 'no-stream');
    const settled = await Promise.allSettled([
      store.append('thing-2', someEvents(2), 'no-stream'),
      store.append('thing-1', someEvents(1), 5),
      store.append('thing-1', [...known, ...fresh], 'any'),
      store.append('thing-1', known, 'no-stream'),
      store.append('thing-1', someEvents(3), 0),
      store.append('thing-1', someEvents(1), 0),
      store.append('thing-2', someEvents(1), 1),
    ]);
    expect(settled.map((one) => (one.status === 'fulfilled' ? one.value : (one.reason as object)))).toEqual([
      { outcome: 'appended', revision: 1, position: 3 },
      { outcome: 'conflict', expected: 5, actual: 0 },
      expect.any(PartialRepeatError),
      { outcome: 'repeated', revision: 0, position: 1 },
      { outcome: 'appended', revision: 3, position: 6 },
      { outcome: 'conflict', expected: 0, actual: 3 },
      { outcome: 'appended', revision: 2, position: 7 },
    ]);
    expect((await readAll(store)).map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
      'thing-1@0',
      'thing-2@0',
      'thing-2@1',
      'thing-1@1',
      'thing-1@2',
      'thing-1@3',
      'thing-2@2',
    ]);
  });
});

describe('a leaf hash that cannot be made', () => {
  it('fails its own append, whole, and no other of the same commit', async () => {
    const store = await ledger.open({
      leafHash: (event) => {
        if (event.stream === 'thing-bad' && event.revision === 1) throw new RangeError('no such leaf');
        return plainLeafHash(event);
      },
    });
    const settled = await Promise.allSettled([
      store.append('thing-1', someEvents(2), 'no-stream'),
      store.append('thing-bad', someEvents(3), 'no-stream'),
      store.append('thing-2', someEvents(1), 'no-stream'),
      store.append('thing-bad', someEvents(1), 'no-stream'),
      store.append('thing-bad', someEvents(1), 0),
    ]);
    expect(
      settled.map((one) => (one.status === 'fulfilled' ? one.value.outcome : (one.reason as object))),
    ).toEqual(['appended', expect.any(RangeError), 'appended', 'appended', expect.any(RangeError)]);
    expect((await readAll(store)).map(({ stream, revision }) => `${stream}@${revision}`)).toEqual([
      'thing-1@0',
      'thing-1@1',
      'thing-2@0',
      'thing-bad@0',
    ]);
  });
});

describe('raw events', () => {
  it('are the stored bytes, with the place and the leaf hash that was made from them', async () => {
    const made: RawEvent[] = [];
    const store = await ledger.open({
      leafHash: (event) => {
        made.push({ ...event, leafHash: plainLeafHash(event) });
        return plainLeafHash(event);
      },
    });
    const events = someEvents(3).map((event, at) => ({ ...event, data: { text: `日本 🙂 ${at}`, at } }));
    await store.append('thing-日本', events, 'no-stream');
    const raw = await rawOf(store, { batchSize: 2 });
    expect(
      raw.map(({ position, revision, stream, type, id }) => ({ position, revision, stream, type, id })),
    ).toEqual(
      events.map(({ id, type }, at) => ({ position: at + 1, revision: at, stream: 'thing-日本', type, id })),
    );
    expect(raw.map(({ dataBytes }) => Buffer.from(dataBytes).toString())).toEqual(
      events.map(({ data }) => JSON.stringify(data)),
    );
    expect(raw.map(({ metadataBytes }) => Buffer.from(metadataBytes).toString())).toEqual(
      events.map(({ metadata }) => JSON.stringify(metadata)),
    );
    for (const [at, event] of raw.entries()) {
      expect(event.recordedAt).toBe(events[at]!.metadata.recordedAt);
      expect(plainLeafHash(event)).toEqual(Buffer.from(event.leafHash!));
      expect(plainLeafHash(made[at]!)).toEqual(Buffer.from(event.leafHash!));
    }
    expect(await rawOf(store, { after: 2 })).toEqual(raw.slice(2));
  });

  it('have no leaf hash where the store makes none', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(1), 'any');
    expect((await rawOf(store))[0]).not.toHaveProperty('leafHash');
  });

  it('are given even where the file is damaged, so that a verifier sees what is left', async () => {
    const store = await ledger.open({ leafHash: plainLeafHash });
    for (const stream of ['thing-1', 'thing-2']) await store.append(stream, someEvents(1), 'any');
    await store.close();
    const db = new DatabaseSync(ledger.path, { defensive: false });
    db.exec('PRAGMA writable_schema = ON; DROP TRIGGER events_no_update; DROP TRIGGER streams_no_delete');
    db.exec(
      `UPDATE events SET metadata = '{"recordedAt', kind = 77 WHERE position = 1; DELETE FROM streams WHERE id = 2`,
    );
    db.close();
    const raw = await rawOf(await ledger.open());
    expect(raw).toMatchObject([
      { position: 1, stream: 'thing-1', type: '', recordedAt: '' },
      { position: 2, stream: '' },
    ]);
    for (const event of raw) expect(plainLeafHash(event)).not.toEqual(Buffer.from(event.leafHash!));
  });
});

describe('a backup', () => {
  it('is a whole ledger of its own, taken while others write', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(200, 1000), 'any');
    const writing = Array.from({ length: 50 }, (_, at) =>
      store.append(`thing-${at}`, someEvents(1, 1000), 'any'),
    );
    const copy = join(ledger.folder, 'copy.db');
    const position = await store.backup(copy);
    await Promise.all(writing);
    const copied = openSqliteStore({ path: copy, env: systemEnv });
    const events = await readAll(copied);
    expect(position).toBeGreaterThanOrEqual(200);
    expect(events).toEqual((await readAll(store)).slice(0, position));
    expect(await copied.append('thing-x', someEvents(1), 'no-stream')).toMatchObject({
      position: position + 1,
    });
    await copied.close();
    expect(readdirSync(ledger.folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  it('never overwrites, and leaves nothing behind when it fails', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(1), 'any');
    const there = join(ledger.folder, 'there.db');
    writeFileSync(there, 'something of value');
    await expect(store.backup(there)).rejects.toThrow(BackupExistsError);
    await expect(store.backup(ledger.path)).rejects.toThrow(BackupExistsError);
    expect(readFileSync(there, 'utf8')).toBe('something of value');
    const nowhere = join(ledger.folder, 'nowhere', 'copy.db');
    await expect(store.backup(nowhere)).rejects.toThrow(nowhere);
    expect(existsSync(`${nowhere}.partial`)).toBe(false);
  });

  it('takes over from one that broke off', async () => {
    const store = await ledger.open();
    await store.append('thing-1', someEvents(3), 'any');
    const copy = join(ledger.folder, 'copy.db');
    writeFileSync(`${copy}.partial`, 'half of it');
    expect(await store.backup(copy)).toBe(3);
    await store.close();
    await expect(store.backup(`${copy}2`)).rejects.toThrow(StoreClosedError);
  });
});
