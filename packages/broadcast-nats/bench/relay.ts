import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { runRelay } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import type { BenchResult } from '../../../test/bench/result.ts';
import { type NatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { benchStreams, eventCount } from './events.ts';

const rounds = 5;

async function filledStore(): Promise<EventStore> {
  const store = createMemoryStore({ env: systemEnv });
  for (const { stream, events } of benchStreams()) await store.append(stream, events, 'no-stream');
  return store;
}

/** The relay as it runs, from the ledger until the broker's tail holds the last event. */
async function relayed(server: NatsServer, store: EventStore, round: number): Promise<number> {
  const name = `relayed-${round}`;
  const connected = () =>
    connectNatsBroadcast({ servers: server.url, env: systemEnv, stream: name, subjectPrefix: name });
  const broadcast = await connected();
  const watcher = await connected();
  await broadcast.prepare();
  const stop = new AbortController();
  const startedMs = systemEnv.now();
  const relay = runRelay({ store, broadcast, env: systemEnv, signal: stop.signal });
  while ((await watcher.tail()).position < eventCount) await systemEnv.sleep(20);
  const rate = eventCount / ((systemEnv.now() - startedMs) / 1_000);
  stop.abort();
  await relay;
  await Promise.all([broadcast.close(), watcher.close()]);
  return rate;
}

async function bare(publisher: ChildProcess, server: NatsServer, round: number): Promise<number> {
  publisher.send({ server: server.url, name: `bare-${round}` });
  const [answer] = (await once(publisher, 'message')) as [{ rate?: number; error?: string }];
  if (answer.rate === undefined) throw new Error(`the bare publisher failed: ${answer.error}`);
  return answer.rate;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

/**
 * The relay (read the ledger, encode, fence, publish, tail) against a bare unfenced pipelined publisher of the same messages, ready made, turn
 * by turn in one run; the medians of five rounds.
 */
export async function bench(): Promise<BenchResult[]> {
  const server = await startNatsServer();
  const publisher = fork(new URL('bare.ts', import.meta.url));
  const rates: { ours: number; against: number }[] = [];
  try {
    const store = await filledStore();
    for (let round = 0; round < rounds; round += 1) {
      const against = await bare(publisher, server, round);
      rates.push({ against, ours: await relayed(server, store, round) });
    }
  } finally {
    publisher.kill();
    await server.stop();
  }
  const ours = median(rates.map((rate) => rate.ours));
  const against = median(rates.map((rate) => rate.against));
  return [
    { name: 'relay: ledger to JetStream', ours, against, unit: 'events/s', ratio: ours / against, aim: 0.7 },
  ];
}

if (import.meta.main) console.table(await bench());
