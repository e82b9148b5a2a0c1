import {
  type Broadcast,
  BroadcastMisconfiguredError,
  BroadcastUnavailableError,
  follow,
  type FollowNote,
  type FollowOptions,
  type RelayNote,
  runRelay,
} from '@caselog/broadcast';
import {
  connectNatsBroadcast,
  type NatsBroadcastOptions,
  patientNatsBroadcast,
  subjectOf,
} from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import { createMemoryStore, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type NatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { freshStream, servers } from './servers.ts';

/** Longer runs: how often each disturbance is repeated. */
const rounds = Number(process.env.CASELOG_TEST_ROUNDS ?? 1);

const newEvent = (value: number) => ({
  id: env.uuid(),
  type: value % 3 === 0 ? 'ThirdThing' : 'ThingHappened',
  data: { value },
  metadata: {
    commandId: env.uuid(),
    actor: 'test',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

/** Appends `count` events over 50 streams, a few at a time. */
async function load(store: EventStore, count: number): Promise<void> {
  for (let n = 0; n < count; n += 10) {
    const events = Array.from({ length: 10 }, (_, m) => newEvent(n + m));
    await store.append(`ticket-${n % 50}`, events, 'any');
    if (n % 500 === 0) await env.sleep(1);
  }
}

async function until(met: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await met())) await env.sleep(10);
}

describe.each(servers)('On nats-server $version', ({ binary }) => {
  let server: NatsServer;
  let store: EventStore;
  let names: ReturnType<typeof freshStream>;
  let stop: AbortController;
  let running: Promise<unknown>[];
  let opened: Broadcast[];

  beforeEach(async () => {
    server = await startNatsServer({ binary });
    store = createMemoryStore({ env });
    names = freshStream();
    stop = new AbortController();
    running = [];
    opened = [];
  });

  afterEach(async () => {
    stop.abort();
    await Promise.all(running);
    await Promise.all(opened.map((broadcast) => broadcast.close()));
    await server.stop();
  });

  const open = async (options: Partial<NatsBroadcastOptions> = {}) => {
    const broadcast = await connectNatsBroadcast({ servers: server.url, env, ...names, ...options });
    opened.push(broadcast);
    return broadcast;
  };

  const relay = async (broadcast?: Broadcast) => {
    const notes: RelayNote[] = [];
    const signal = stop.signal;
    const used = broadcast ?? (await open());
    running.push(runRelay({ store, broadcast: used, env, signal, onNote: (note) => notes.push(note) }));
    return notes;
  };

  const read = async (options: Partial<FollowOptions> = {}) => {
    const seen: RecordedEvent[] = [];
    const notes: FollowNote[] = [];
    const broadcast = options.broadcast ?? (await open());
    const onNote = (note: FollowNote) => notes.push(note);
    const reading = async () => {
      const wanted = {
        store,
        env,
        after: 0,
        reconcileMs: 200,
        ...options,
        broadcast,
        signal: stop.signal,
        onNote,
      };
      for await (const batch of follow(wanted)) seen.push(...batch);
    };
    running.push(reading());
    return { seen, notes };
  };

  const history = async () => (await Array.fromAsync(store.readAll())).flat();

  /** Everything the stream holds, as stored. */
  const held = async () => {
    const broadcast = await open();
    const { position } = await broadcast.tail();
    const done = new AbortController();
    const messages = [];
    for await (const batch of broadcast.listen({ after: 0, signal: done.signal })) {
      messages.push(...batch);
      if (batch.some((message) => message.position === position)) done.abort();
    }
    return messages;
  };

  const tailIs = async (position: number) => {
    const watcher = await open();
    await until(async () => (await watcher.tail()).position === position);
  };

  const admin = async () => {
    const connection = await connect({ servers: server.url });
    const manager = await jetstreamManager(connection);
    return { manager, connection, end: () => connection.close() };
  };

  const expectWhole = async () => {
    const events = await history();
    await tailIs(events.length);
    const messages = await held();
    expect(messages.map(({ position }) => position)).toEqual(events.map(({ position }) => position));
    expect(messages.map(({ event }) => event)).toEqual(events);
  };

  test('a server killed in the middle of publishing leaves each event once, in order, and readers whole', async () => {
    await relay();
    const reader = await read();
    const filtered = await read({ filter: { types: ['ThirdThing'] } });
    for (let round = 0; round < rounds; round += 1) {
      const loading = load(store, 5_000);
      await env.sleep(30);
      await server.kill('SIGKILL');
      await env.sleep(50);
      await server.restart();
      await loading;
    }
    await expectWhole();
    const events = await history();
    const wanted = events.filter(({ type }) => type === 'ThirdThing');
    await until(() => reader.seen.length >= events.length && filtered.seen.length >= wanted.length);
    expect(reader.seen).toEqual(events);
    expect(filtered.seen).toEqual(wanted);
  });

  test('a server that hangs is waited for, and nothing is published twice', async () => {
    await relay(await open({ timeoutMs: 300 }));
    const reader = await read();
    await load(store, 500);
    await until(() => reader.seen.length === 500);
    await server.kill('SIGSTOP');
    const loading = load(store, 1_000);
    await env.sleep(800);
    await server.kill('SIGCONT');
    await loading;
    await expectWhole();
    await until(() => reader.seen.length >= 1_500);
    expect(reader.seen).toEqual(await history());
  });

  test('a stream deleted under load is rebuilt, and readers end right', async () => {
    await relay();
    const reader = await read();
    const filtered = await read({ filter: { types: ['ThirdThing'] } });
    const { manager, end } = await admin();
    const watcher = await open();
    for (let round = 0; round < rounds; round += 1) {
      const loading = load(store, 5_000);
      await until(async () => (await watcher.tail()).position > round * 5_000 + 500);
      await manager.streams.delete(names.stream);
      await loading;
    }
    await end();
    await expectWhole();
    const events = await history();
    const wanted = events.filter(({ type }) => type === 'ThirdThing');
    await until(() => reader.seen.length >= events.length && filtered.seen.length >= wanted.length);
    expect(reader.seen).toEqual(events);
    expect(filtered.seen).toEqual(wanted);
  });

  test('a stream with limits keeps what it may, and starts at the head of the ledger when deleted', async () => {
    const retention = { maxMessages: 100 };
    const notes = await relay(await open({ retention }));
    await until(() => notes.length > 0);
    await load(store, 500);
    const reader = await read();
    await until(() => reader.seen.length === 500);
    const { manager, end } = await admin();
    await manager.streams.delete(names.stream);
    await load(store, 20);
    await tailIs(520);
    await until(() => reader.seen.length >= 520);
    const info = await manager.streams.info(names.stream);
    await end();
    expect(info.state.messages).toBeLessThanOrEqual(100);
    expect(reader.seen).toEqual(await history());
  });

  test('two relays that race leave each event once, in order', async () => {
    const [first, second] = [await relay(), await relay()];
    await load(store, 3_000);
    await expectWhole();
    expect([...first, ...second].map(({ kind }) => kind)).toContain('standing-by');
  });

  test('a reader is fast again within seconds of a restart, without the ledger being polled', async () => {
    await relay();
    const reader = await read({ reconcileMs: 1e9 });
    await load(store, 100);
    await until(() => reader.seen.length === 100);
    await server.restart();
    await until(() => reader.notes.filter(({ kind }) => kind === 'joined').length > 1);
    await load(store, 100);
    await until(() => reader.seen.length === 200);
    expect(reader.seen).toEqual(await history());
  });

  test('a broadcast that is not there yet is joined when it comes', async () => {
    await server.kill('SIGKILL');
    const broadcast = patientNatsBroadcast({ servers: server.url, env, ...names });
    opened.push(broadcast);
    await relay(broadcast);
    const reader = await read({ broadcast });
    await load(store, 100);
    await until(() => reader.seen.length === 100);
    expect(reader.notes.map(({ kind }) => kind)).not.toContain('joined');
    await server.restart();
    await until(() => reader.notes.some(({ kind }) => kind === 'joined'));
    await expectWhole();
  });

  test('another stream on our subjects is a fault of configuration', async () => {
    const { manager, end } = await admin();
    await manager.streams.add({ name: 'intruder', subjects: [`${names.subjectPrefix}.1.*.*`] });
    await end();
    const broadcast = await open();
    await expect(broadcast.prepare()).rejects.toThrow(BroadcastMisconfiguredError);
    await expect(broadcast.prepare()).rejects.toThrow(/another stream takes them/);
  });

  test('a stream of our name with other subjects is not taken', async () => {
    const { manager, end } = await admin();
    await manager.streams.add({ name: names.stream, subjects: ['something.else'] });
    await end();
    await expect((await open()).prepare()).rejects.toThrow(/it takes something.else/);
  });

  test('a server that is gone is unavailable, not empty', async () => {
    const broadcast = await open();
    await broadcast.prepare();
    await server.kill('SIGKILL');
    await expect(broadcast.tail()).rejects.toThrow(BroadcastUnavailableError);
  });

  test('a foreign message at the end of the stream hides nothing', async () => {
    const notes: string[] = [];
    const noted = await open({ onNote: ({ kind }) => notes.push(kind) });
    await relay();
    await load(store, 20);
    const reader = await read({ broadcast: noted });
    await until(async () => reader.seen.length === 20 && (await noted.tail()).position === 20);
    const { connection, manager, end } = await admin();
    // Only who listens hears a stray; one who still reads the ledger may begin behind it.
    await until(async () => (await manager.streams.info(names.stream)).state.consumer_count > 0);
    const space = { prefix: names.subjectPrefix, shards: 64 };
    await connection.request(subjectOf(space, 'ticket-x', 'Stray'), 'hello');
    await end();
    expect(await noted.tail()).toMatchObject({ position: 20, token: 21 });
    await load(store, 20);
    await until(() => reader.seen.length === 40 && notes.includes('foreign-message'));
    expect(reader.seen).toEqual(await history());
  });

  test('a stray in a stream that is still empty stops nobody, a hundred of them do', async () => {
    const broadcast = await open();
    await broadcast.prepare();
    const { connection, end } = await admin();
    const subject = subjectOf({ prefix: names.subjectPrefix, shards: 64 }, 'ticket-x', 'Stray');
    await connection.request(subject, 'hello');
    expect(await broadcast.tail()).toEqual({ position: 0, token: 1 });
    await load(store, 20);
    const stopEarly = new AbortController();
    const relaying = runRelay({ store, broadcast, env, signal: stopEarly.signal });
    await until(async () => (await broadcast.tail()).position === 20);
    stopEarly.abort();
    await relaying;
    for (let n = 0; n <= 100; n += 1) await connection.request(subject, 'hello');
    await end();
    await expect(broadcast.tail()).rejects.toThrow(BroadcastMisconfiguredError);
  });

  test('the stream is kept on disk, with deletion of single messages denied', async () => {
    const broadcast = await open({ retention: { maxBytes: 1e9 }, atomicBatches: 'auto' });
    await broadcast.prepare();
    const { manager, end } = await admin();
    const before = await manager.streams.info(names.stream);
    const level = (await manager.getAccountInfo()).api.level ?? 0;
    await (await open({ retention: { maxBytes: 2e9 }, atomicBatches: 'auto' })).prepare();
    const after = await manager.streams.info(names.stream);
    await end();
    expect(before.config).toMatchObject({
      storage: 'file',
      deny_delete: true,
      deny_purge: true,
      max_bytes: 1e9,
    });
    expect(before.config.allow_atomic ?? false).toBe(level >= 2);
    expect(after.config.max_bytes).toBe(2e9);
  });
});
