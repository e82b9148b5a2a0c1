import type { EventStore } from '@caselog/event-store';
import { createSqlQuarantine } from '@caselog/database';
import { systemEnv } from '@caselog/env';
import { createSimulatedEnv } from '@caselog/env/testing';
import { expect, it } from 'vitest';
import {
  compareWithFold,
  flowSummary,
  lifeOf,
  projectionPositions,
  readModelProjections,
  runProjections,
  ticketDetails,
  ticketHistory,
  type LaneNote,
  type Projection,
  type ReadModels,
  type RunOptions,
} from '../../src/index.ts';
import type { TestDatabase } from './databases.ts';
import { aLedger, append, event, minute, newEvent, nextId, opening } from './ledger.ts';

/** The read models, of which some cannot take an event as long as `isBad` says so. */
const fragile = (isBad: (type: string, stream: string) => boolean): readonly Projection[] =>
  readModelProjections().map((projection) => ({
    ...projection,
    fold(db, events) {
      const bad = events.find(({ type, stream }) => isBad(`${projection.name} ${type}`, stream));
      if (bad) throw new TypeError(`no way to take ${bad.type}`);
      return projection.fold(db, events);
    },
  }));

const until = async (met: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await met()); tries += 1) {
    if (tries > 300) throw new Error('waited for a minute');
    await systemEnv.sleep(10);
  }
};

const hourMs = 3_600_000;
/** No lane is tried again by itself. */
const quiet = { env: systemEnv, backoff: { firstMs: hourMs, mostMs: hourMs } };

/** A run over a living ledger, until it is stopped. */
const start = (
  db: ReadModels,
  store: EventStore,
  projections: readonly Projection[],
  timing: Pick<RunOptions, 'env' | 'backoff' | 'pollMs'> = quiet,
) => {
  const stopping = new AbortController();
  const notes: LaneNote[] = [];
  const running = runProjections(projections, {
    db,
    source: lifeOf(store),
    streams: store,
    pollMs: 5,
    ...timing,
    signal: stopping.signal,
    batchSize: 7,
    onNote: (note) => notes.push(note),
  });
  return {
    notes,
    async reaches(position: number) {
      const met = async () => {
        const rows = await projectionPositions(db);
        return rows.length === 3 && rows.every((row) => row.position >= position);
      };
      await Promise.race([until(met), running]);
    },
    async stop() {
      stopping.abort();
      await running;
    },
  };
};

const names = ['flow', 'queue', 'ticket'];

/** What happens to a ticket with an event that cannot be taken, and to the others. */
export const laneCases = (open: () => Promise<TestDatabase>): void => {
  it('hold back the one ticket whose event cannot be taken, in every model, while all others flow', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const [bad, good] = [nextId(), nextId()];
    await append(store, good, [opening(minute(0))]);
    await append(store, bad, [
      opening(minute(1)),
      event('SurveySent', minute(2), { messageId: '<1@desk>' }),
      event('TicketTriaged', minute(3), {}),
    ]);
    await append(store, good, [event('TicketTriaged', minute(4), {})]);
    const run = start(db, store, readModelProjections());
    await run.reaches(5);

    const lanes = await createSqlQuarantine(db).list();
    expect(lanes.map(({ reader }) => reader).toSorted()).toEqual(names);
    for (const lane of lanes)
      expect(lane).toMatchObject({
        stream: `ticket-${bad}`,
        revision: 1,
        position: 3,
        eventType: 'SurveySent',
        status: 'held',
        attempts: 1,
        reason: expect.stringContaining('cannot happen to a ticket that is opened') as string,
      });
    expect(await ticketDetails(db, bad)).toMatchObject({ lifecycle: 'opened', revision: 0 });
    expect(await ticketDetails(db, good)).toMatchObject({ lifecycle: 'triaged', revision: 1 });
    expect(await compareWithFold(db, store)).toEqual([]);
    expect(run.notes.map(({ kind }) => kind)).toEqual(['retrying', 'retrying', 'retrying']);
    await run.stop();
  });

  it('go on in order when a lane is released, with all that waited, also after a restart', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const bad = nextId();
    let isFixed = false;
    const projections = () => fragile((type) => !isFixed && type === 'flow TicketEscalated');
    await append(store, bad, [opening(minute(0)), event('TicketTriaged', minute(1), {})]);
    await append(store, bad, [event('TicketEscalated', minute(5), { team: null, reason: null })]);
    await append(store, nextId(), [opening(minute(6))]);
    const first = start(db, store, projections());
    await first.reaches(4);
    await append(store, bad, [event('NoteAdded', minute(7), { body: 'waits' })]);
    await first.reaches(5);
    await first.stop();
    expect((await createSqlQuarantine(db).list()).map(({ reader }) => reader)).toEqual(['flow']);
    expect(await ticketDetails(db, bad)).toMatchObject({ revision: 3 });
    expect((await flowSummary(db)).edges.map(({ to }) => to)).toEqual(['triaged']);
    expect(await compareWithFold(db, store)).toEqual([]);

    const second = start(db, store, projections());
    await createSqlQuarantine(db).release('flow', `ticket-${bad}`);
    await until(async () => (await createSqlQuarantine(db).get('flow', `ticket-${bad}`))?.attempts === 2);
    expect(await createSqlQuarantine(db).get('flow', `ticket-${bad}`)).toMatchObject({
      status: 'held',
      revision: 2,
    });
    isFixed = true;
    await createSqlQuarantine(db).release('flow', `ticket-${bad}`);
    await until(async () => (await createSqlQuarantine(db).list()).length === 0);
    expect((await flowSummary(db)).edges.map(({ to }) => to)).toEqual(['triaged', 'escalated']);
    expect(await compareWithFold(db, store)).toEqual([]);
    await second.stop();
  });

  it('try a stopped lane again after growing waits, also after a restart, and in the end wait for somebody', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const bad = nextId();
    const env = createSimulatedEnv(Date.UTC(2026, 0, 5, 9));
    let isFixed = false;
    const projections = () => fragile((type) => !isFixed && type === 'flow TicketTriaged');
    const lane = () => createSqlQuarantine(db).get('flow', `ticket-${bad}`);
    const triedUntil = (attempts: number) =>
      until(async () => {
        await env.advance(500);
        return ((await lane())?.attempts ?? Infinity) >= attempts;
      });
    await append(store, bad, [opening(minute(0)), event('TicketTriaged', minute(1), {})]);
    const first = start(db, store, projections(), { env, pollMs: 1_000 });
    await first.reaches(2);
    expect(await lane()).toMatchObject({ attempts: 1, status: 'held', since: '2026-01-05T09:00:00.000Z' });
    await append(store, nextId(), [opening(minute(2))]);
    await first.reaches(3);
    await triedUntil(2);
    await first.stop();

    const second = start(db, store, projections(), { env, pollMs: 1_000 });
    await triedUntil(5);
    expect(await lane()).toMatchObject({ attempts: 5, nextTryAt: null, since: '2026-01-05T09:00:00.000Z' });
    const told = [...first.notes, ...second.notes];
    expect(told.map(({ kind }) => kind)).toEqual([
      'retrying',
      'retrying',
      'retrying',
      'retrying',
      'quarantined',
    ]);
    for (const [n, note] of told.entries()) {
      if (note.kind !== 'retrying') continue;
      expect(note.waitMs).toBeGreaterThanOrEqual(500 * 2 ** n);
      expect(note.waitMs).toBeLessThanOrEqual(1_000 * 2 ** n);
    }
    await env.advance(120_000);
    expect(await lane()).toMatchObject({ attempts: 5, status: 'held' });
    expect(await compareWithFold(db, store)).toEqual([]);

    await createSqlQuarantine(db).release('flow', `ticket-${bad}`);
    await triedUntil(6);
    expect((await lane())?.nextTryAt).not.toBeNull();
    isFixed = true;
    await triedUntil(Infinity);
    expect((await flowSummary(db)).edges.map(({ to }) => to)).toEqual(['triaged']);
    expect(await compareWithFold(db, store)).toEqual([]);
    await second.stop();
  });

  it('leave out what somebody decided to skip, and hold what then cannot follow', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const bad = nextId();
    await append(store, bad, [
      opening(minute(0)),
      event('SurveySent', minute(2), { messageId: '<1@desk>' }),
      event('TicketTriaged', minute(3), {}),
      event('SurveySent', minute(4), { messageId: '<2@desk>' }),
      event('NoteAdded', minute(5), { body: 'last' }),
    ]);
    const run = start(db, store, readModelProjections());
    await run.reaches(5);
    const quarantine = createSqlQuarantine(db);
    const decision = { by: 'lead-7', why: 'no survey was due', at: minute(9) };
    for (const reader of names)
      expect(await quarantine.skip(reader, `ticket-${bad}`, 1, decision)).toBe(true);
    await until(async () =>
      (await quarantine.list()).every(({ revision, status }) => revision === 3 && status === 'held'),
    );
    expect(await ticketDetails(db, bad)).toMatchObject({ lifecycle: 'triaged', revision: 2 });
    expect(await compareWithFold(db, store)).toEqual([]);
    for (const reader of names) await quarantine.skip(reader, `ticket-${bad}`, 3, decision);
    await until(async () => (await quarantine.list()).length === 0);
    const { entries } = await ticketHistory(db, bad, { limit: 9 });
    expect(entries.map(({ revision, type }) => `${revision} ${type}`)).toEqual([
      '0 TicketOpened',
      '2 TicketTriaged',
      '4 NoteAdded',
    ]);
    expect(await quarantine.skipped('queue')).toMatchObject([
      { revision: 1, ...decision },
      { revision: 3, ...decision },
    ]);
    expect(await compareWithFold(db, store)).toEqual([]);
    await run.stop();
  });

  it('give a released lane its events in their present shape', async () => {
    await using database = await open();
    const [db, store] = [await database.open(), aLedger()];
    const bad = nextId();
    await append(store, bad, [
      opening(minute(0)),
      event('TicketTriaged', minute(1), {}),
      event('DataRequested', minute(2), { items: [{ itemId: 'logs', kind: 'log-files', text: 'the log' }] }),
    ]);
    // Its first shape: what is supplied had no list of files.
    const old = newEvent('DataItemSupplied', minute(3), { itemId: 'logs', text: 'see the ticket' });
    await store.append(`ticket-${bad}`, [old], 'any');
    let isFixed = false;
    const run = start(
      db,
      store,
      fragile((type) => !isFixed && type === 'queue DataItemSupplied'),
    );
    await run.reaches(4);
    expect((await createSqlQuarantine(db).list()).map(({ reader }) => reader)).toEqual(['queue']);
    isFixed = true;
    await createSqlQuarantine(db).release('queue', `ticket-${bad}`);
    await until(async () => (await createSqlQuarantine(db).list()).length === 0);
    const held = await db.selectFrom('queue_ticket').select('context').executeTakeFirstOrThrow();
    expect(JSON.parse(held.context)).toMatchObject({ openItems: [] });
    expect(await compareWithFold(db, store)).toEqual([]);
    await run.stop();
  });
};
