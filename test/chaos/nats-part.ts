import { systemEnv as env } from '@caselog/env';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import type { NatsServer } from '../support/nats-server.ts';
import type { Part } from './part.ts';

/** The broker, which is killed and paused like everything else, and whose stream may be deleted. */
export const natsPart = (server: NatsServer): Part & { deleteStream(): Promise<void> } => {
  let disturbed: Promise<unknown> = Promise.resolve();
  const disturb = async (work: () => Promise<void>): Promise<void> => {
    const done = disturbed.then(work);
    disturbed = done;
    await done;
  };
  return {
    name: 'nats',
    deaths: [],
    lastWords: () => [],
    kill: (backAfterMs) =>
      disturb(async () => {
        await server.kill('SIGKILL');
        await env.sleep(backAfterMs);
        await server.restart();
      }),
    pause: (forMs) =>
      disturb(async () => {
        await server.kill('SIGSTOP');
        await env.sleep(forMs);
        await server.kill('SIGCONT');
      }),
    deleteStream: () =>
      disturb(async () => {
        const connection = await connect({ servers: server.url, maxReconnectAttempts: -1 });
        try {
          const manager = await jetstreamManager(connection);
          // It may be gone already: a broker that was killed may not have made it yet.
          const names = await Array.fromAsync(manager.streams.names());
          if (names.includes('caselog')) await manager.streams.delete('caselog');
        } finally {
          await connection.close();
        }
      }),
    heal: async () => {
      await disturbed;
    },
    stop: () => server.stop(),
  };
};
