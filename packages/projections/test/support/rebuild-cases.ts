import { createSqlQuarantine } from '@caselog/database';
import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import {
  compareWithFold,
  flowSummary,
  historyOf,
  lifeOf,
  projectionPositions,
  queuePage,
  readModelProjections,
  rebuildProjection,
  rebuildProjections,
  RebuildDiffersError,
  rebuilds,
  RebuildUnderWayError,
  runProjections,
  type EventSource,
  type ReadModels,
  type RebuildOptions,
} from '../../src/index.ts';
import type { TestDatabase } from './databases.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './ledger.ts';

const model = (name: string) => readModelProjections().find((projection) => projection.name === name)!;

/** `count` tickets with two events each. */
const tickets = async (store: EventStore, count: number): Promise<void> => {
  for (let n = 0; n < count; n += 1)
    await append(store, nextId(), [opening(minute(n)), event('TicketTriaged', minute(n + 5), {})]);
};

const rebuild = (db: ReadModels, store: EventStore, name: string, options: Partial<RebuildOptions> = {}) =>
  rebuildProjection({
    db,
    projection: model(name),
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize: 8,
    takeoverMs: 1,
    compare: (built, reader) => compareWithFold(built, store, { only: { model: name, reader } }),
    ...options,
  });

const together = (db: ReadModels, store: EventStore, options: Partial<RebuildOptions> = {}) =>
  rebuildProjections({
    db,
    projections: readModelProjections(),
    source: historyOf(store),
    env: systemEnv,
    signal: new AbortController().signal,
    batchSize: 8,
    takeoverMs: 1,
    compare: (built, reader, name) => compareWithFold(built, store, { only: { model: name, reader } }),
    ...options,
  });

const generations = async (db: ReadModels) =>
  Object.fromEntries((await projectionPositions(db)).map(({ name, generation }) => [name, generation]));

/** Building anew beside the live model. */
export const rebuildCases = (open: () => Promise<TestDatabase>): void => {
  it('are rebuilt beside what readers see, and mended by it', async () => {
    await using database = await open();
    const [db, other, store] = [await database.open(), await database.open(), aLedger()];
    await tickets(store, 20);
    await catchUp(db, store);
    for (const damage of [
      `delete from ticket_event where revision = 1`,
      `update queue_ticket set priority = 'P1'`,
      `update flow_state set tickets = 7`,
    ])
      await sql.raw(damage).execute(db);
    expect(await compareWithFold(db, store)).not.toEqual([]);

    for (const name of ['ticket', 'queue', 'flow'])
      expect(await rebuild(other, store, name)).toEqual({ swappedAt: 40, events: 40 });

    expect(await compareWithFold(db, store)).toEqual([]);
    expect(await generations(db)).toEqual({ ticket: 2, queue: 2, flow: 2 });
    expect(await rebuilds(db)).toMatchObject([
      { model: 'flow', status: 'swapped', position: 40, head: 40, requestedBy: 'program', reason: null },
      { model: 'queue', status: 'swapped' },
      { model: 'ticket', status: 'swapped' },
    ]);
    expect(await together(other, store)).toEqual({ swappedAt: 40, events: 40, failed: new Map() });
    expect(await generations(db)).toEqual({ ticket: 3, queue: 3, flow: 3 });
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('are swapped at exactly the position of the live one, which goes on, while events keep coming', async () => {
    await using database = await open();
    const [db, other, reading, store] = [
      await database.open(),
      await database.open(),
      await database.open(),
      aLedger(),
    ];
    await tickets(store, 30);
    await catchUp(db, store);
    const stopping = new AbortController();
    const running = runProjections(readModelProjections(), {
      db,
      source: lifeOf(store),
      streams: store,
      env: systemEnv,
      signal: stopping.signal,
    });
    const coming = (async () => {
      for (let n = 0; !stopping.signal.aborted; n += 1) {
        await tickets(store, 1);
        await systemEnv.sleep(5);
      }
    })();
    const seen: number[] = [];
    const asking = (async () => {
      while (!stopping.signal.aborted) {
        const { total, position } = await queuePage(reading, { limit: 5 });
        const { states, position: at } = await flowSummary(reading);
        // Every ticket has two events, of which the first opens it and the second changes its state.
        expect(total).toBe(Math.ceil(position / 2));
        expect(states.reduce((sum, { count }) => sum + count, 0)).toBe(Math.ceil(at / 2));
        seen.push(position);
        await systemEnv.sleep(1);
      }
    })();
    for (const name of ['queue', 'flow', 'ticket', 'queue']) {
      const { swappedAt } = await rebuild(other, store, name, { batchSize: 500 });
      expect(swappedAt).toBeGreaterThan(0);
      for (const before = seen.length; seen.length < before + 3;) await systemEnv.sleep(2);
    }
    const all = await together(other, store, { batchSize: 500 });
    expect(all).toMatchObject({ swappedAt: expect.any(Number) as number, failed: new Map() });
    stopping.abort();
    await Promise.all([running, coming, asking]);
    expect(seen.length).toBeGreaterThan(3);
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(await generations(db)).toEqual({ ticket: 3, queue: 4, flow: 3 });
    await catchUp(db, store);
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('leave the live one untouched when the rebuild dies, and go on where that stood', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    await tickets(store, 20);
    await catchUp(db, store);
    const dying: EventSource = async function* (options) {
      let batches = 0;
      for await (const events of historyOf(store)(options)) {
        batches += 1;
        if (batches === 4) throw Object.assign(new Error('disk I/O error'), { errcode: 10 });
        yield events;
      }
    };
    await expect(rebuild(db, store, 'queue', { source: dying })).rejects.toThrow('disk');
    expect(await rebuilds(db)).toMatchObject([{ model: 'queue', status: 'building', head: 40 }]);
    expect(await generations(db)).toMatchObject({ queue: 1 });
    expect(await compareWithFold(db, store)).toEqual([]);

    expect(await rebuild(db, store, 'queue')).toEqual({ swappedAt: 40, events: 16 });

    expect(await compareWithFold(db, store)).toEqual([]);

    // Of those built together, each goes on where it stood.
    await expect(rebuild(db, store, 'queue', { source: dying })).rejects.toThrow('disk');
    expect(await together(db, store)).toEqual({ swappedAt: 40, events: 40, failed: new Map() });
    expect(await generations(db)).toEqual({ ticket: 2, queue: 3, flow: 2 });
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('are not built by two at once, and what differs from the ledger is not swapped in', async () => {
    await using database = await open();
    const [db, other, store] = [await database.open(), await database.open(), aLedger()];
    await tickets(store, 20);
    await catchUp(db, store);
    const hold = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    const slow: EventSource = async function* (options) {
      for await (const events of historyOf(store)(options)) {
        yield events;
        held.resolve();
        await hold.promise;
      }
    };
    const first = rebuild(db, store, 'flow', {
      source: slow,
      compare: () =>
        Promise.resolve([{ model: 'flow', place: 'opened', field: 'tickets', expected: '1', found: '2' }]),
    });
    const outcome = Promise.allSettled([first]);
    await held.promise;
    const second = rebuild(other, store, 'flow', { takeoverMs: 100 });
    const outcomes = Promise.allSettled([second]);
    await systemEnv.sleep(30);
    hold.resolve();
    const [[one], [two]] = [await outcome, await outcomes];
    expect(one).toMatchObject({ status: 'rejected', reason: expect.any(RebuildDiffersError) as unknown });
    if (two?.status === 'rejected') expect(two.reason).toBeInstanceOf(RebuildUnderWayError);
    const [record] = await rebuilds(db);
    if (record?.status === 'failed') expect(record.reason).toContain('differs from the ledger');
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('leave the one behind that differs from the ledger, when built together', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    await tickets(store, 20);
    await catchUp(db, store);
    const difference = { model: 'queue' as const, place: 'a', field: 'b', expected: '1', found: '2' };
    const { swappedAt, failed } = await together(db, store, {
      compare: (_built, _reader, name) => Promise.resolve(name === 'queue' ? [difference] : []),
    });
    expect(swappedAt).toBe(40);
    expect([...failed]).toMatchObject([['queue', { name: 'RebuildDiffersError', model: 'queue' }]]);
    expect(await generations(db)).toEqual({ ticket: 2, queue: 1, flow: 2 });
    expect(await rebuilds(db)).toMatchObject([
      { model: 'flow', status: 'swapped' },
      { model: 'queue', status: 'failed' },
      { model: 'ticket', status: 'swapped' },
    ]);
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('are built by another version beside the old one, from the first event, at the position of the others', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    await tickets(store, 10);
    await catchUp(db, store);
    const next = readModelProjections().map((projection) =>
      projection.name === 'queue' ? { ...projection, version: 'next' } : projection,
    );
    await tickets(store, 3);
    await catchUp(db, store, next);
    expect(await projectionPositions(db)).toMatchObject([
      { name: 'flow', generation: 1, position: 26 },
      { name: 'queue', generation: 2, version: 'next', position: 26 },
      { name: 'ticket', generation: 1, position: 26 },
    ]);
    expect(await compareWithFold(db, store)).toEqual([]);
  });

  it('take what is quarantined along: a rebuild stops at the same event, or mends it', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const bad = nextId();
    await tickets(store, 3);
    await append(store, bad, [
      opening(minute(0)),
      event('SurveySent', minute(2), { messageId: '<1@desk>' }),
      event('TicketTriaged', minute(3), {}),
    ]);
    await tickets(store, 3);
    await runProjections(readModelProjections(), {
      db,
      source: historyOf(store),
      streams: store,
      env: systemEnv,
      signal: new AbortController().signal,
    });
    const quarantine = createSqlQuarantine(db);
    expect(await quarantine.list()).toHaveLength(3);
    expect(await rebuild(db, store, 'queue')).toMatchObject({ swappedAt: 15 });
    expect(await quarantine.get('queue', `ticket-${bad}`)).toMatchObject({ revision: 1, status: 'held' });
    expect(await quarantine.list()).toHaveLength(3);
    expect(await compareWithFold(db, store)).toEqual([]);

    await quarantine.skip('queue', `ticket-${bad}`, 1, {
      by: 'lead',
      why: 'no survey was due',
      at: minute(9),
    });
    expect(await rebuild(db, store, 'queue')).toMatchObject({ swappedAt: 15 });
    expect(await quarantine.get('queue', `ticket-${bad}`)).toBeUndefined();
    expect(await compareWithFold(db, store)).toEqual([]);
  });
};
