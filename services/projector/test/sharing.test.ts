import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import {
  compareWithFold,
  openReadModels,
  shardStatuses,
  waitForPosition,
  type ReadModels,
} from '@caselog/projections';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startPostgres, type PostgresServer } from '../../../test/support/postgres.ts';
import { spawnProjector, temporaryHome } from './processes.ts';
import { appendTickets } from './tickets.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 300_000);
afterAll(() => server.stop());

const aFleet = async () => {
  const home = temporaryHome();
  const url = await server.database();
  const store = openSqliteStore({ path: home.file('ledger.sqlite'), env: systemEnv });
  const db = await openReadModels({ url });
  const spawned: ReturnType<typeof spawnProjector>[] = [];
  onTestFinished(async () => {
    for (const projector of spawned) await projector.end('SIGKILL');
    await db.destroy();
    await store.close();
    home[Symbol.dispose]();
  });
  const spawn = () => {
    const projector = spawnProjector(home.path, '--database', url, '--takeover-ms', '1500');
    spawned.push(projector);
    return projector;
  };
  return { store, db, spawn };
};

/** How many shards each process works on. */
const parts = async (db: ReadModels): Promise<readonly number[]> => {
  const held = Map.groupBy(
    (await shardStatuses(db)).filter(({ holder }) => holder !== null),
    ({ holder }) => holder,
  );
  return [...held.values()].map((shards) => shards.length).toSorted((a, b) => a - b);
};

const until = async (met: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await met()); tries += 1) {
    if (tries > 4_000) throw new Error('waited for 100 seconds');
    await systemEnv.sleep(25);
  }
};

const reaches = async (db: ReadModels, store: EventStore): Promise<void> => {
  const head = await store.head();
  expect(await waitForPosition(db, 'flow', head, { timeoutMs: 60_000, env: systemEnv })).toMatchObject({
    reached: true,
  });
};

describe('several projectors on PostgreSQL', () => {
  it('share the tickets, take over from one that is killed, and let no zombie commit', async () => {
    const { store, db, spawn } = await aFleet();
    await appendTickets(store, 300);
    const [first, second] = [spawn(), spawn()];
    await until(async () => (await parts(db)).join() === '4,4');
    await appendTickets(store, 100);
    await reaches(db, store);
    expect(await compareWithFold(db, store)).toEqual([]);

    await first.end('SIGKILL');
    await appendTickets(store, 100);
    await reaches(db, store);
    expect(second.stderr()).toContain('"takenOver":[');
    expect(await compareWithFold(db, store)).toEqual([]);

    const third = spawn();
    await until(async () => (await parts(db)).join() === '4,4');
    second.signal('SIGSTOP');
    await appendTickets(store, 100);
    await reaches(db, store);
    second.signal('SIGCONT');
    await appendTickets(store, 50);
    await until(async () => (await parts(db)).join() === '4,4');
    await reaches(db, store);
    expect(await compareWithFold(db, store)).toEqual([]);
    expect(await third.end('SIGTERM')).toMatchObject({ code: 0 });
    expect(await second.end('SIGTERM')).toMatchObject({ code: 0 });
    expect(await parts(db)).toEqual([]);
  });

  it('wait for a server that went away, and go on', async () => {
    const { store, db, spawn } = await aFleet();
    const projector = spawn();
    await appendTickets(store, 20);
    await reaches(db, store);
    await server.crash();
    await appendTickets(store, 20);
    await until(async () => {
      const answers = await db
        .selectFrom('projection')
        .selectAll()
        .execute()
        .catch(() => []);
      return answers.length > 0;
    });
    await reaches(db, store);
    expect(await compareWithFold(db, store)).toEqual([]);
    expect(await projector.end('SIGTERM')).toMatchObject({ code: 0 });
  });
});
