import { afterEach, beforeEach, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { testDesk } from './desk.ts';

let server: NatsServer;
beforeEach(async () => {
  server = await startNatsServer();
});
afterEach(() => server.stop());

const faults = [
  ['hangs', 'SIGSTOP'],
  ['has died', 'SIGKILL'],
] as const;

it.each(faults)('ends although its server %s', async (_, signal) => {
  const desk = await testDesk(server.url, { farewellMsMax: 50 });
  await server.kill(signal);
  await expect(desk.intake.stop()).resolves.toBeUndefined();
  await desk.close();
});
