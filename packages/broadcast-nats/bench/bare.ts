import { systemEnv } from '@caselog/env';
import { jetstreamManager, StorageType } from '@nats-io/jetstream';
import { connect, createInbox } from '@nats-io/transport-node';
import { encodeMessage, HeaderBlock, type Outgoing } from '../src/message.ts';
import { benchStreams } from './events.ts';

/**
 * A process of its own, so that neither side of the bench lives on the other's heap: told a server and a name over its channel, it publishes
 * the bench's messages, made beforehand, as fast as client and server can, without any fence, and answers with the rate.
 */
const windowSize = 512;

function* ready(): Generator<Outgoing> {
  let position = 0;
  for (const { stream, events } of benchStreams())
    for (const [revision, event] of events.entries()) {
      const message = {
        event: { ...event, stream, revision, position: position + 1 },
        previousPosition: position,
      };
      yield encodeMessage(message, { prefix: 'bare', shards: 64 }, '/caselog', 1_048_576);
      position += 1;
    }
}

const messages = [...ready()];

async function publishAll(server: string, name: string): Promise<number> {
  const connection = await connect({ servers: server, noAsyncTraces: true });
  const manager = await jetstreamManager(connection);
  await manager.streams.add({ name, subjects: ['bare.>'], storage: StorageType.File });
  const inbox = createInbox();
  const block = new HeaderBlock();
  let acknowledged = 0;
  let wake = () => {};
  connection.subscribe(inbox, {
    callback(_, message) {
      if (message.json<{ error?: unknown }>().error) throw new Error('a bare publish was refused');
      acknowledged += 1;
      wake();
    },
  });
  const more = () =>
    new Promise<void>((resolve) => {
      wake = resolve;
    });
  const startedMs = systemEnv.now();
  let sent = 0;
  for (const { subject, headers, data } of messages) {
    // oxlint-disable-next-line no-unmodified-loop-condition -- the subscription counts
    while (sent - acknowledged >= windowSize) await more();
    sent += 1;
    connection.publish(subject, data, { headers: block.of(headers), reply: inbox });
  }
  while (acknowledged < messages.length) await more();
  const rate = messages.length / ((systemEnv.now() - startedMs) / 1_000);
  await manager.streams.delete(name);
  await connection.close();
  return rate;
}

process.on('message', ({ server, name }: { server: string; name: string }) => {
  publishAll(server, name).then(
    (rate) => process.send?.({ rate }),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
