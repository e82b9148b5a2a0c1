import { runRelay } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import {
  compareWithFold,
  openReadModels,
  projectionPositions,
  waitForPosition,
  type ReadModels,
} from '@caselog/projections';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startNatsServer } from '../../../test/support/nats-server.ts';
import { spawnProjector, temporaryHome } from './processes.ts';
import { appendTickets } from './tickets.ts';

interface Desk {
  readonly home: string;
  readonly store: EventStore;
  /** A reader's handle. */
  readonly db: ReadModels;
  spawn(...words: readonly string[]): ReturnType<typeof spawnProjector>;
}

/** A ledger and read models in a home of their own; whatever was spawned is gone at the end. */
const aDesk = async (): Promise<Desk> => {
  const home = temporaryHome();
  const store = openSqliteStore({ path: home.file('ledger.sqlite'), env: systemEnv });
  const db = await openReadModels({ path: home.file('read-models.sqlite') });
  const spawned: ReturnType<typeof spawnProjector>[] = [];
  onTestFinished(async () => {
    for (const projector of spawned) await projector.end('SIGKILL');
    await db.destroy();
    await store.close();
    home[Symbol.dispose]();
  });
  return {
    home: home.path,
    store,
    db,
    spawn: (...words) => {
      const projector = spawnProjector(home.path, ...words);
      spawned.push(projector);
      return projector;
    },
  };
};

const positionsOf = async (db: ReadModels) => (await projectionPositions(db)).map(({ position }) => position);

const reaches = async ({ db, store }: Desk): Promise<void> => {
  const head = await store.head();
  const waited = await waitForPosition(db, 'flow', head, { timeoutMs: 30_000, env: systemEnv });
  expect(waited).toEqual({ reached: true, position: head });
};

describe('the projector as a process', () => {
  it('leaves the read models equal to a fresh fold, however often it is killed with -9', async () => {
    const desk = await aDesk();
    await appendTickets(desk.store, 1_000);
    let last = 0;
    for (let round = 0; round < 3; round += 1) {
      const projector = desk.spawn('--takeover-ms', '200');
      await waitForPosition(desk.db, 'flow', last + 1, { timeoutMs: 30_000, env: systemEnv });
      await systemEnv.sleep(systemEnv.random() * 60);
      const killed = await projector.end('SIGKILL');
      expect(killed.signal).toBe('SIGKILL');

      const positions = await positionsOf(desk.db);
      expect(new Set(positions).size).toBe(1);
      expect(positions[0]).toBeGreaterThan(last);
      expect(await compareWithFold(desk.db, desk.store)).toEqual([]);
      last = positions[0]!;
      await appendTickets(desk.store, 250);
    }
    desk.spawn('--takeover-ms', '200');
    await reaches(desk);
    expect(await compareWithFold(desk.db, desk.store)).toEqual([]);
  });

  it('follows what another process appends, and ends cleanly on SIGTERM', async () => {
    const desk = await aDesk();
    const projector = desk.spawn();
    for (let i = 0; i < 5; i += 1) {
      await appendTickets(desk.store, 3);
      await reaches(desk);
    }
    const ended = await projector.end('SIGTERM');
    expect(ended).toMatchObject({ code: 0, signal: null });
    expect(ended.stderr).toContain('"msg":"stopped"');
    expect(await compareWithFold(desk.db, desk.store)).toEqual([]);
  });

  it('stands by while another works on the same read models, and takes over when that is killed', async () => {
    const desk = await aDesk();
    await appendTickets(desk.store, 5);
    const first = desk.spawn();
    await reaches(desk);
    const second = desk.spawn('--takeover-ms', '1000');
    while (!second.stderr().includes('standing by')) await systemEnv.sleep(20);
    await first.end('SIGKILL');
    await appendTickets(desk.store, 5);
    await reaches(desk);
    expect(second.stderr()).toMatch(/"shards":\[0\],"takenOver":\[0\],"msg":"working"/);
    expect(await compareWithFold(desk.db, desk.store)).toEqual([]);
  });

  it('waits for a ledger that is not there yet', async () => {
    using home = temporaryHome();
    const projector = spawnProjector(home.path);
    await systemEnv.sleep(500);
    const store = openSqliteStore({ path: home.file('ledger.sqlite'), env: systemEnv });
    const db = await openReadModels({ path: home.file('read-models.sqlite') });
    await appendTickets(store, 2);
    expect(await waitForPosition(db, 'flow', 1, { timeoutMs: 30_000, env: systemEnv })).toMatchObject({
      reached: true,
    });
    expect((await projector.end('SIGINT')).code).toBe(0);
    await db.destroy();
    await store.close();
  });

  it.each([
    [['--speed', '9'], /^projector: .*--speed.*; usage: projector/],
    [['--shards', '3'], /^projector: --shards must be one of 1, 2, 4, 8, 16, 32, 64, not 3/],
    [['--home', '/dev/null/desk'], /^projector: the home \/dev\/null\/desk cannot be used/],
  ])('says in one line what is wrong with %j', async (words, line) => {
    using home = temporaryHome();
    const { code, stderr } = await spawnProjector(home.path, ...words).ended;
    expect(code).toBe(1);
    expect(stderr.trim()).toMatch(line);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});

describe('the projector behind NATS', () => {
  it('is told of events by the broadcast, and by the ledger while the broker is dead or not there', async () => {
    const desk = await aDesk();
    const server = await startNatsServer();
    await server.kill('SIGKILL');
    const projector = desk.spawn('--nats', server.url);
    await appendTickets(desk.store, 20);
    await reaches(desk);
    await server.restart();
    const relaying = new AbortController();
    const broadcast = await connectNatsBroadcast({ servers: server.url, env: systemEnv });
    const relay = runRelay({ store: desk.store, broadcast, env: systemEnv, signal: relaying.signal });
    onTestFinished(async () => {
      relaying.abort();
      await relay;
      await broadcast.close();
      await server.stop();
    });
    while (!projector.stderr().includes('"msg":"following the broadcast"')) await systemEnv.sleep(20);
    for (const disturb of [() => server.kill('SIGKILL'), () => server.restart()]) {
      await appendTickets(desk.store, 20);
      await reaches(desk);
      await disturb();
    }
    await appendTickets(desk.store, 20);
    await reaches(desk);

    expect(await compareWithFold(desk.db, desk.store)).toEqual([]);
    expect((await projector.end('SIGTERM')).code).toBe(0);
  });
});
