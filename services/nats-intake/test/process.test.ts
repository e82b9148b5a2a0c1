import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { commandSubject, type CommandAnswer } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { connect, headers, type NatsConnection } from '@nats-io/transport-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { freePort } from '../../../test/support/port.ts';
import { startService, type ServiceProcess } from '../../../test/support/process.ts';
import { opening } from './desk.ts';

let home: string;
let server: NatsServer;
let running: ServiceProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'caselog-intake-'));
  server = await startNatsServer();
});
afterEach(async () => {
  await Promise.all(running.map((process) => process.kill('SIGKILL')));
  running = [];
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const start = (...flags: readonly string[]): ServiceProcess => {
  const process = startService('services/nats-intake/src/main.ts', [
    '--home',
    home,
    '--nats',
    server.url,
    ...flags,
  ]);
  running.push(process);
  return process;
};

const openWith = async (caller: NatsConnection, commandId: string): Promise<CommandAnswer> => {
  const sent = headers();
  sent.set('Authorization', `Bearer ${(await readFile(join(home, 'token'), 'utf8')).trim()}`);
  const body = JSON.stringify({ commandId, data: opening });
  // What was sent into a restart is never answered.
  const options = { timeout: 3_000, headers: sent };
  return (await caller.request(commandSubject('OpenTicket'), body, options)).json<CommandAnswer>();
};

it('runs as a process of its own: commands, numbers, health, and a clean end', async () => {
  const port = await freePort();
  const process = start('--metrics-port', String(port));
  await process.says(/commands are taken/);
  const caller = await connect({ servers: server.url });
  expect(await openWith(caller, 'open-1')).toMatchObject({ lifecycle: 'opened', repeated: false });
  const numbers = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  expect(numbers).toContain('caselog_intake_commands_total{command="OpenTicket",status="200"} 1');
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200);
  expect(await process.kill('SIGTERM')).toBe(0);
  expect(process.stderr()).not.toContain('anna');
  await caller.close();
});

it('waits for a server that is not there yet, says so in its health, and outlives one that is killed', async () => {
  await server.kill('SIGKILL');
  const port = await freePort();
  const process = start('--metrics-port', String(port));
  await process.says(/cannot be reached/);
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(503);
  await server.restart();
  await process.says(/commands are taken/);
  const caller = await connect({ servers: server.url, maxReconnectAttempts: -1, reconnectTimeWait: 50 });
  await openWith(caller, 'open-1');
  await server.restart();
  for (;;) {
    try {
      expect(await openWith(caller, 'open-1')).toMatchObject({ repeated: true });
      break;
    } catch (error) {
      if (!(error instanceof Error) || error.name === 'AssertionError') throw error;
      await systemEnv.sleep(50);
    }
  }
  expect(await process.kill('SIGTERM')).toBe(0);
  await caller.close();
});
