import type { Broadcast } from '@caselog/broadcast';
import { broadcastContract } from '@caselog/broadcast/contract';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv } from '@caselog/env';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe } from 'vitest';
import { type NatsServer, startNatsServer } from '../../../test/support/nats-server.ts';
import { freshStream, servers } from './servers.ts';

describe.each(servers)('On nats-server $version', ({ binary }) => {
  let server: NatsServer;
  beforeAll(async () => {
    server = await startNatsServer({ binary });
  });
  afterAll(() => server.stop());

  for (const atomicBatches of ['never', 'auto'] as const)
    broadcastContract({
      name: `JetStream (atomic batches: ${atomicBatches})`,
      env: systemEnv,
      oversizeBytes: 1_100_000,
      start() {
        const names = freshStream();
        const opened: Broadcast[] = [];
        return Promise.resolve({
          async open() {
            const broadcast = await connectNatsBroadcast({
              servers: server.url,
              env: systemEnv,
              atomicBatches,
              ...names,
            });
            opened.push(broadcast);
            await broadcast.prepare();
            return broadcast;
          },
          async wipe() {
            const connection = await connect({ servers: server.url });
            const manager = await jetstreamManager(connection);
            await manager.streams.delete(names.stream);
            await connection.close();
          },
          async close() {
            await Promise.all(opened.map((broadcast) => broadcast.close()));
          },
        });
      },
    });
});
