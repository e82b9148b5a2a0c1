import { join } from 'node:path';
import { systemEnv as env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { openSqliteStore, type SqliteStore } from '@caselog/event-store-sqlite';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { columnNames, openColumns, refreshColumns, verifyColumns } from '../src/index.ts';
import { aPlace, stored, ticketId, type Place } from '../testing/index.ts';

let place: Place;
let store: SqliteStore;

beforeAll(async () => {
  place = aPlace();
  store = openSqliteStore({ path: join(place.folder, 'ledger.sqlite'), env });
  const histories = fc.sample(aHistory(20), { numRuns: 2_200, seed: 23 });
  // Two goes, so that tickets have events in several blocks.
  for (const [from, until] of [
    [0, 4],
    [4, 30],
  ] as const)
    await Promise.all(
      histories.map(async (history, n) => {
        const events = history.slice(from, until).map((event) => stored(event));
        if (events.length > 0) await store.append(`ticket-${ticketId(n)}`, events, 'any');
      }),
    );
}, 60_000);
afterAll(async () => {
  await store.close();
  place[Symbol.dispose]();
});

/** All that columns hold, once they were read by so many threads besides this one. */
const read = async (name: string, helpers: number, from: EventStore = store) => {
  const folder = join(place.folder, name);
  const columns = await refreshColumns({ store: from, folder, env, helpers });
  try {
    const { digest, position, tickets, events, texts, policies } = columns;
    const batches = Array.from(columns.batches([...columnNames, 'extras']), (batch) =>
      structuredClone(batch),
    );
    return { digest, position, tickets, events, texts, policies, batches };
  } finally {
    columns.close();
  }
};

describe('A ledger that several threads read side by side', () => {
  it('comes to the same columns as one that is read in turn', async () => {
    const alone = await read('alone', 0);
    expect(alone.position).toBeGreaterThan(3 * 4_096);
    expect(await read('two', 1)).toEqual(alone);
    expect(await read('three', 2)).toEqual(alone);
    expect(await verifyColumns({ store, folder: join(place.folder, 'two'), env })).toMatchObject({
      ok: true,
    });
  }, 60_000);

  it('is read on behind what was read before', async () => {
    const folder = join(place.folder, 'in-goes');
    for (const until of [100, 4_096, 4_097])
      (await refreshColumns({ store, folder, env, until, helpers: 1 })).close();
    const { digest, position } = await read('in-goes', 1);
    expect({ digest, position }).toEqual({
      digest: (await read('alone', 0)).digest,
      position: await store.head(),
    });
    expect(await verifyColumns({ store, folder, env })).toMatchObject({ ok: true, faults: [] });
  }, 60_000);

  it('is read in turn where a thread cannot open it', async () => {
    const gone = {
      ...store.elsewhere!,
      params: { path: join(place.folder, 'gone.sqlite'), lockWaitMs: 100 },
    };
    expect(await read('refused', 1, { ...store, elsewhere: gone })).toEqual(await read('alone', 0));
  }, 60_000);

  it('stops when it is told to, keeps what was read, and goes on there', async () => {
    const folder = join(place.folder, 'stopped');
    const stop = new AbortController();
    const onProgress = (): void => stop.abort(new Error('enough'));
    await expect(
      refreshColumns({ store, folder, env, helpers: 1, signal: stop.signal, onProgress }),
    ).rejects.toThrow('enough');
    const before = openColumns(folder);
    before.close();
    expect(before.position).toBe(4_096);
    expect((await read('stopped', 1)).digest).toBe((await read('alone', 0)).digest);
  }, 60_000);
});
