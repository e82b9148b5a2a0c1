import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import {
  compareWithFold,
  historyOf,
  openReadModels,
  projectionPositions,
  readModelProjections,
  readModelsFile,
  rebuilds,
  runProjections,
} from '@caselog/projections';
import { expect, it } from 'vitest';
import { openPlace, type Place } from './run.ts';

const at = '2026-01-05T09:00:00.000Z';
const ticketId = '01890000-0000-7000-8000-000000000001';

const stored = (type: string, data: object) => ({
  id: systemEnv.uuid(),
  type,
  data,
  metadata: { commandId: systemEnv.uuid(), actor: 'test', occurredAt: at, recordedAt: at, schemaVersion: 1 },
});

const opened = {
  requesterId: 'requester-1',
  customerId: null,
  requesterEmail: null,
  channel: 'email',
  language: 'en',
  subject: 'cannot sign in',
  description: null,
  impact: null,
  priority: 'P3',
};

/** Works once with the ledger and the read models of a home. */
const withHome = async <Result>(
  { home }: Place,
  work: (parts: {
    readonly store: ReturnType<typeof openSqliteStore>;
    readonly db: Awaited<ReturnType<typeof openReadModels>>;
  }) => Promise<Result>,
): Promise<Result> => {
  mkdirSync(home, { recursive: true });
  const store = openSqliteStore({ path: join(home, 'ledger.sqlite'), env: systemEnv });
  const db = await openReadModels({ path: join(home, readModelsFile) });
  try {
    return await work({ store, db });
  } finally {
    await db.destroy();
    await store.close();
  }
};

/** The read models of a home, to look at while another process works on them. */
const readModelsOf = async ({ home }: Place) => {
  const db = await openReadModels({ path: join(home, readModelsFile) });
  return { db, close: () => db.destroy() };
};

/** Runs the read models to the end of the ledger, with what was released. */
const project = (place: Place): Promise<void> =>
  withHome(place, ({ store, db }) =>
    runProjections(readModelProjections(), {
      db,
      source: historyOf(store),
      streams: store,
      env: systemEnv,
      signal: new AbortController().signal,
    }),
  );

const fill = (place: Place): Promise<unknown> =>
  withHome(place, ({ store }) =>
    store.append(
      `ticket-${ticketId}`,
      [
        stored('TicketOpened', opened),
        stored('SurveySent', { messageId: '<1@desk>' }),
        stored('TicketTriaged', {}),
      ],
      'any',
    ),
  );

it('lists, shows, releases and skips what the read models could not take', async () => {
  using place = openPlace();
  const quarantine = (...words: readonly string[]) =>
    place.call('quarantine', ...words, '--home', place.home);
  await fill(place);
  await project(place);
  expect((await quarantine('list')).stdout).toMatch(
    /queue +ticket-\S+ +revision 1 +SurveySent +held +2 waiting/,
  );
  const shown = await quarantine('show', 'queue', ticketId);
  expect(shown.stdout).toContain('queue is held at revision 1');
  expect(shown.stdout).toMatch(/revision 2 +TicketTriaged/);
  expect(await quarantine('skip', ticketId, '0', '--why', 'a mistake')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('at revision 0') as string,
  });
  expect(await quarantine('skip', ticketId, '1')).toMatchObject({ code: 1 });
  const released = await quarantine('release', ticketId, '--reader', 'flow');
  expect(released.stdout).toMatch(/^flow .*released/);
  const skipped = await quarantine('skip', ticketId, '1', '--why', 'no survey was due', '--reader', 'queue');
  expect(skipped.stdout).toMatch(/^queue /);
  const listed = await quarantine('list', '--json');
  expect(JSON.parse(listed.stdout)).toMatchObject({
    lanes: expect.arrayContaining([
      expect.objectContaining({ reader: 'ticket', status: 'held', waiting: 2 }) as unknown,
    ]) as unknown,
    skipped: [{ reader: 'queue', revision: 1, why: 'no survey was due', by: 'command-line' }],
  });
});

it('rebuilds read models beside the live ones, and names those there are', async () => {
  using place = openPlace();
  const missing = await place.call('rebuild', 'all', '--home', place.home);
  expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no ledger') as string });
  await fill(place);
  await project(place);
  const rebuilt = await place.call('rebuild', 'all', '--home', place.home);
  expect(rebuilt.stdout).toMatch(/^ticket +swapped in at position 3 +3 +events in/);
  const positions = await withHome(place, ({ db }) => projectionPositions(db));
  expect(positions).toMatchObject([
    { name: 'flow', generation: 2, position: 3 },
    { name: 'queue', generation: 2, position: 3 },
    { name: 'ticket', generation: 2, position: 3 },
  ]);
  expect(await place.call('rebuild', 'flows', '--home', place.home)).toMatchObject({
    code: 1,
    stderr: 'caselog: there is no read model flows: choose one of ticket, queue, flow, or all\n',
  });
});

/** `count` tickets with two events each. */
const fillMany = (place: Place, count: number): Promise<unknown> =>
  withHome(place, async ({ store }) => {
    const appends = Array.from({ length: count }, () => ({
      stream: `ticket-${systemEnv.uuid()}`,
      events: [stored('TicketOpened', opened), stored('TicketTriaged', {})],
      expectedRevision: 'no-stream' as const,
    }));
    for (let from = 0; from < count; from += 1_000) await store.appendMany(appends.slice(from, from + 1_000));
  });

it('leaves the live read models untouched when a rebuild is killed, and goes on with it when started again', async () => {
  using place = openPlace();
  await fillMany(place, 6_000);
  await project(place);
  const { db, close } = await readModelsOf(place);
  const isUnderWay = async () => (await rebuilds(db)).some(({ position }) => position > 0);
  const killed = await place.kill(isUnderWay, 'rebuild', 'all', '--home', place.home);
  await close();
  expect(killed.code).toBeNull();
  let built = 0;
  await withHome(place, async ({ store, db: live }) => {
    built = Math.min(...(await rebuilds(live)).map(({ position }) => position));
    expect(new Set((await projectionPositions(live)).map(({ generation }) => generation))).toEqual(
      new Set([1]),
    );
    expect(await compareWithFold(live, store)).toEqual([]);
  });

  const rebuilt = await place.call('rebuild', 'all', '--json', '--home', place.home);
  const outcomes = JSON.parse(rebuilt.stdout) as readonly { swappedAt: number; events: number }[];
  expect(outcomes.map(({ swappedAt }) => swappedAt)).toEqual([12_000, 12_000, 12_000]);
  // What was built before it died is not built again; the row was written at the beginning of its last transaction.
  expect(built).toBeGreaterThan(0);
  for (const { events } of outcomes) expect(events).toBeLessThanOrEqual(12_000 - built);
  const verified = await place.call(
    'verify',
    '--home',
    place.home,
    '--database',
    join(place.home, readModelsFile),
  );
  expect(verified.code).toBe(0);
});

it('verifies the read models that are named, wherever they are', async () => {
  using place = openPlace();
  await fillMany(place, 1);
  await project(place);
  const { db, close } = await readModelsOf(place);
  await db.updateTable('queue_ticket').set({ priority: 'P1' }).execute();
  await close();
  renameSync(join(place.home, readModelsFile), join(place.home, 'elsewhere.sqlite'));
  const verify = (...words: readonly string[]) => place.call('verify', '--home', place.home, ...words);
  expect((await verify()).stderr).toContain('there are no read models yet');
  const differing = await verify('--database', join(place.home, 'elsewhere.sqlite'));
  expect(differing.code).toBe(1);
  expect(differing.stdout).toContain('read model queue');
  expect(await verify('--database', join(place.home, 'nowhere.sqlite'))).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there are no read models at') as string,
  });
});
