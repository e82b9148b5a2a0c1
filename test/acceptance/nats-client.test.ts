import { connectNatsClient } from '@caselog/nats-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '../support/nats-server.ts';

let server: NatsServer;
beforeEach(async () => {
  server = await startNatsServer();
});
afterEach(() => server.stop());

it.each([
  ['hangs', 'SIGSTOP', 50],
  ['has died', 'SIGKILL', 50],
  ['has died and is looked for', 'SIGKILL', 1_000],
] as const)("a client's end does not wait for a server that %s", async (_, signal, timeoutMs) => {
  const client = await connectNatsClient({ servers: server.url, token: 'none', timeoutMs });
  await server.kill(signal);
  await expect(client.close()).resolves.toBeUndefined();
});
