import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { runRelay } from '@caselog/broadcast';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { BenchResult } from '../../../test/bench/result.ts';
import { type NatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { benchStreams, eventCount } from './events.ts';

const rounds = 7;

async function filledStore(): Promise<EventStore> {
  const store = createMemoryStore({ env: systemEnv });
  for (const { stream, events } of benchStreams()) await store.append(stream, events, 'no-stream');
  return store;
}

/** The relay as it runs, from the ledger until it knows the last event to be published. */
async function relayed(server: NatsServer, store: EventStore, round: number): Promise<number> {
  const name = `relayed-${round}`;
  const broadcast = await connectNatsBroadcast({
    servers: server.url,
    env: systemEnv,
    stream: name,
    subjectPrefix: name,
  });
  await broadcast.prepare();
  const stop = new AbortController();
  const startedMs = systemEnv.now();
  await runRelay({
    store,
    broadcast,
    env: systemEnv,
    signal: stop.signal,
    lagEveryMs: 5,
    onLag: ({ publishedPosition }) => publishedPosition === eventCount && stop.abort(),
  });
  const rate = eventCount / ((systemEnv.now() - startedMs) / 1_000);
  if ((await broadcast.tail()).position !== eventCount) throw new Error('the relay ended before its ledger');
  await broadcast.close();
  await remove(server, name);
  return rate;
}

async function remove(server: NatsServer, stream: string): Promise<void> {
  const connection = await connect({ servers: server.url });
  await (await jetstreamManager(connection)).streams.delete(stream);
  await connection.close();
}

async function bare(publisher: ChildProcess, server: NatsServer, round: number): Promise<number> {
  publisher.send({ server: server.url, name: `bare-${round}` });
  const [answer] = (await once(publisher, 'message')) as [{ rate?: number; error?: string }];
  if (answer.rate === undefined) throw new Error(`the bare publisher failed: ${answer.error}`);
  return answer.rate;
}

/**
 * The relay (read the ledger, encode, fence, publish, tail) against a bare unfenced pipelined publisher of the same messages, ready made, turn
 * by turn in one run; of each the least disturbed of seven rounds.
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
  const ours = Math.max(...rates.map((rate) => rate.ours));
  const against = Math.max(...rates.map((rate) => rate.against));
  return [
    { name: 'relay: ledger to JetStream', ours, against, unit: 'events/s', ratio: ours / against, aim: 0.7 },
  ];
}

if (import.meta.main) console.table(await bench());
