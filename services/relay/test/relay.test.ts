import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broadcast, type Delivery, follow } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { SqliteStore } from '@caselog/event-store-sqlite';
import { openHomeLedger } from '@caselog/installation';
import { openHome } from '@caselog/process';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type NatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { freePort } from '../../../test/support/port.ts';
import { type ServiceProcess, startService } from '../../../test/support/process.ts';

/** Longer runs: how often each disturbance is repeated. */
const rounds = Number(process.env.CASELOG_TEST_ROUNDS ?? 1);
const main = 'services/relay/src/main.ts';

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await env.sleep(10);
}

const newEvent = (value: number) => ({
  id: env.uuid(),
  type: 'ThingHappened',
  data: { value },
  metadata: {
    commandId: env.uuid(),
    actor: 'test',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

describe('A relay process', () => {
  let server: NatsServer;
  let folder: string;
  let store: SqliteStore;
  let relays: ServiceProcess[];
  let broadcasts: Broadcast[];
  let count: number;

  const openStore = async (name = 'home') => openHomeLedger(await openHome(join(folder, name)), env);

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'caselog-relay-'));
    server = await startNatsServer();
    store = await openStore();
    relays = [];
    broadcasts = [];
    count = 0;
  });

  afterEach(async () => {
    await Promise.all(relays.map((relay) => relay.kill('SIGKILL')));
    await Promise.all(broadcasts.map((broadcast) => broadcast.close()));
    await store.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const startIn = (name: string, ...words: string[]): ServiceProcess => {
    const relay = startService(main, ['--home', join(folder, name), '--nats', server.url, ...words]);
    relays.push(relay);
    return relay;
  };
  const start = (...words: string[]) => startIn('home', ...words);

  const open = async () => {
    const broadcast = await connectNatsBroadcast({ servers: server.url, env });
    broadcasts.push(broadcast);
    return broadcast;
  };

  const load = async (events: number) => {
    count += events;
    for (let n = 0; n < events; n += 10) {
      const batch = Array.from({ length: 10 }, (_, m) => newEvent(n + m));
      await store.append(`ticket-${n % 40}`, batch, 'any');
    }
  };

  const tailIs = (broadcast: Broadcast, position: number) =>
    until(async () => (await broadcast.tail()).position === position);

  const held = async (broadcast: Broadcast) => {
    const { position } = await broadcast.tail();
    const done = new AbortController();
    const messages: Delivery[] = [];
    for await (const batch of broadcast.listen({ after: 0, signal: done.signal })) {
      messages.push(...batch);
      if (batch.some((message) => message.position === position)) done.abort();
    }
    return messages;
  };

  const expectWhole = async () => {
    const broadcast = await open();
    await tailIs(broadcast, count);
    const events = (await Array.fromAsync(store.readAll())).flat();
    expect((await held(broadcast)).map(({ event }) => event)).toEqual(events);
    return events;
  };

  test('killed and started again loses and repeats nothing', async () => {
    const broadcast = await open();
    for (let round = 0; round < rounds; round += 1) {
      const relay = start();
      await load(2_000);
      await until(async () => (await broadcast.tail()).position > round * 4_000 + 500);
      await relay.kill('SIGKILL');
      await load(2_000);
    }
    start();
    await expectWhole();
  });

  test('stops cleanly when asked, with everything it sent acknowledged', async () => {
    const relay = start();
    await load(500);
    await tailIs(await open(), 500);
    expect(await relay.kill('SIGTERM')).toBe(0);
    expect(relay.stderr()).toMatch(/"msg":"stopped"/);
    await expectWhole();
  });

  test('stops cleanly when asked before its ledger or its server is there', async () => {
    await server.kill('SIGKILL');
    const [waiting, unconnected] = [startIn('empty'), start()];
    await Promise.all([waiting.says(/there is no ledger yet/), unconnected.says(/unreachable/)]);
    expect(await Promise.all([waiting.kill('SIGTERM'), unconnected.kill('SIGINT')])).toEqual([0, 0]);
  });

  test('beside a second one, with either killed at any moment, publishes each event once, in order', async () => {
    let pair = [start(), start()];
    for (let round = 0; round < rounds; round += 1) {
      const loading = load(3_000);
      await env.sleep(env.random() * 300);
      const victim = Math.floor(env.random() * 2);
      await pair[victim]!.kill('SIGKILL');
      pair = [pair[1 - victim]!, start()];
      await loading;
    }
    await expectWhole();
  });

  test('paused, replaced and woken as a zombie does no harm', async () => {
    const broadcast = await open();
    const zombie = start();
    for (let round = 0; round < rounds; round += 1) {
      const before = count;
      const loading = load(3_000);
      await until(async () => (await broadcast.tail()).position > before + 200);
      await zombie.kill('SIGSTOP');
      const successor = start();
      await loading;
      await tailIs(broadcast, count);
      const more = load(2_000);
      await zombie.kill('SIGCONT');
      await more;
      await tailIs(broadcast, count);
      await successor.kill('SIGKILL');
    }
    await load(100);
    await expectWhole();
  });

  test('goes on when the server is killed and comes back', async () => {
    const broadcast = await open();
    start();
    const reached = async (position: number) => {
      const [tail] = await Promise.allSettled([broadcast.tail()]);
      return tail.status === 'fulfilled' && tail.value.position >= position;
    };
    for (let round = 0; round < rounds; round += 1) {
      const before = count;
      const loading = load(3_000);
      await until(() => reached(before + 1));
      await server.kill('SIGKILL');
      await env.sleep(100);
      await server.restart();
      await loading;
      await until(() => reached(count));
    }
    await expectWhole();
  });

  test('rebuilds a stream deleted under load, and readers end right', async () => {
    start();
    const broadcast = await open();
    const stop = new AbortController();
    const seen: RecordedEvent[] = [];
    const reading = (async () => {
      for await (const batch of follow({ store, broadcast, after: 0, env, signal: stop.signal }))
        seen.push(...batch);
    })();
    const connection = await connect({ servers: server.url });
    const manager = await jetstreamManager(connection);
    for (let round = 0; round < rounds; round += 1) {
      const before = count;
      const loading = load(3_000);
      await until(async () => (await broadcast.tail()).position > before + 500);
      await manager.streams.delete('caselog');
      await loading;
      await tailIs(broadcast, count);
    }
    await connection.close();
    const events = await expectWhole();
    await until(() => seen.length >= count);
    stop.abort();
    await reading;
    expect(seen).toEqual(events);
  });

  test('ends with one clear line when the ledger was restored from a backup', async () => {
    const relay = start();
    await load(50);
    const saved = join(folder, 'restored');
    await openHome(saved);
    await store.backup(join(saved, 'ledger.sqlite'));
    await load(50);
    await tailIs(await open(), 100);
    await relay.kill('SIGKILL');
    const halted = startIn('restored');
    expect(await halted.ended()).toBe(1);
    expect(halted.stderr()).toMatch(/^relay: the broadcast ends at position 100, the ledger at 50: /m);
  });

  test('tells its lag to Prometheus', async () => {
    const port = await freePort();
    start('--metrics-port', String(port));
    await load(100);
    await tailIs(await open(), 100);
    const metrics = async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
    await until(async () => (await metrics()).includes('caselog_relay_published_position 100'));
    expect(await metrics()).toMatch(/^caselog_relay_behind_positions 0$/m);
    expect(await metrics()).toMatch(/^caselog_relay_active 1$/m);
  });

  test('refuses settings it cannot use with one line', async () => {
    const refused = [start('--replicas', '9'), start('--metrics-port', 'x'), start('--nonsense')];
    expect(await Promise.all(refused.map((relay) => relay.ended()))).toEqual([1, 1, 1]);
    for (const relay of refused) expect(relay.stderr()).toMatch(/^relay: .*\n$/);
  });
});
