import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { follow } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import { openHomeLedger } from '@caselog/installation';
import { openHome } from '@caselog/process';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, it } from 'vitest';
import { startNatsServer } from '../../../test/support/nats-server.ts';
import { startService } from '../../../test/support/process.ts';

const until = async (met: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await met())) await env.sleep(20);
};

const newEvent = (value: number) => ({
  id: env.uuid(),
  type: 'ThingHappened',
  data: { value, text: 'x'.repeat(200) },
  metadata: {
    commandId: env.uuid(),
    actor: 'test',
    occurredAt: '2026-01-01T00:00:00.000Z',
    recordedAt: '2026-01-01T00:00:00.000Z',
    schemaVersion: 1,
  },
});

/** A nats-server, a ledger, and whatever is opened on them, all closed in the end. */
const openDesk = async () => {
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'caselog-retention-'));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const server = await startNatsServer();
  stack.defer(() => server.stop());
  const store = openHomeLedger(await openHome(folder), env);
  stack.defer(() => store.close());
  const broadcast = await connectNatsBroadcast({ servers: server.url, env });
  stack.defer(() => broadcast.close());
  const connection = await connect({ servers: server.url });
  stack.defer(() => connection.close());
  let count = 0;
  const load = async (events: number) => {
    for (let n = 0; n < events; n += 10) {
      const batch = Array.from({ length: 10 }, (_, m) => newEvent(n + m));
      await store.append(`ticket-${n % 40}`, batch, 'any');
      count += 10;
    }
  };
  const relay = (...words: string[]) =>
    startService('services/relay/src/main.ts', ['--home', folder, '--nats', server.url, ...words]);
  const kept = async () => (await (await jetstreamManager(connection)).streams.info('caselog')).state;
  const open = stack.move();
  return {
    store,
    broadcast,
    connection,
    load,
    relay,
    kept,
    head: () => count,
    close: () => open.disposeAsync(),
  };
};

type Desk = Awaited<ReturnType<typeof openDesk>>;

/** A reader that heals, from the beginning. */
const healing = ({ store, broadcast }: Desk) => {
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  const reading = (async () => {
    for await (const batch of follow({ store, broadcast, env, after: 0, signal: stop.signal }))
      seen.push(...batch);
  })();
  return {
    seen,
    async stop() {
      stop.abort();
      await reading;
    },
  };
};

/** A plain JetStream consumer that knows nothing of ours: the positions it hears. */
const raw = async ({ connection }: Desk) => {
  const consumer = await jetstream(connection).consumers.get('caselog');
  const messages = await consumer.consume();
  const heard: number[] = [];
  const listening = (async () => {
    for await (const message of messages) heard.push(Number(message.headers?.get('Caselog-Position')));
  })();
  return {
    heard,
    async stop() {
      await messages.close();
      await listening;
    },
  };
};

it('forgets what is too old or too much, and leaves no reader behind: plain ones hear on, healing ones miss nothing', async () => {
  const desk = await openDesk();
  const { load, relay, kept, head } = desk;
  let running = relay();
  await load(300);
  await until(async () => (await desk.broadcast.tail()).position === head());
  const [plain, early] = [await raw(desk), healing(desk)];

  // A limit of size, set on a stream that is there.
  await running.kill('SIGTERM');
  running = relay('--keep-megabytes', '0.2');
  await load(2_000);
  await until(async () => (await desk.broadcast.tail()).position === head());
  expect((await kept()).bytes).toBeLessThanOrEqual(200_000);
  const late = healing(desk);
  await until(
    () => plain.heard.at(-1) === head() && early.seen.length === head() && late.seen.length === head(),
  );

  // A limit of age, until nothing is left; then the relay comes back to an empty stream.
  await running.kill('SIGTERM');
  running = relay('--keep-days', '0.00002');
  await until(async () => (await kept()).messages === 0);
  await running.kill('SIGKILL');
  await load(50);
  running = relay('--keep-days', '1');
  await running.says(/publishing/);
  await load(50);
  await until(
    () => plain.heard.at(-1) === head() && early.seen.length === head() && late.seen.length === head(),
  );

  const history = (await Array.fromAsync(desk.store.readAll())).flat();
  expect(early.seen).toEqual(history);
  expect(late.seen).toEqual(history);
  expect(plain.heard).toEqual(plain.heard.toSorted((a, b) => a - b));
  await Promise.all([plain.stop(), early.stop(), late.stop(), running.kill('SIGTERM')]);
  await desk.close();
});
