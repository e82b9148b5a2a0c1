import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, untilAnswered } from '@caselog/api-contract';
import { connectNatsBroadcast } from '@caselog/broadcast-nats';
import { systemEnv as env } from '@caselog/env';
import { connectNatsClient } from '@caselog/nats-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startDesk } from '../../../test/support/desk.ts';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';

let home: string;
let server: NatsServer;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'caselog-desk-nats-'));
  server = await startNatsServer();
});
afterEach(async () => {
  await server.stop();
  await rm(home, { recursive: true, force: true });
});

const data = {
  requesterId: 'requester-1',
  subject: 'Nobody can sign in',
  channel: 'monitoring',
  impact: { access: 'critical', who: 'many-users', workaround: 'none' },
} as const;

it('starts while NATS is away, and stops so too', async () => {
  await server.kill('SIGKILL');
  const desk = await startDesk(home, ['--empty', '--nats', server.url]);
  const { ticketId } = await createClient({ baseUrl: desk.url, token: desk.token }).openTicket({
    commandId: 'open-1',
    data,
  });
  expect(ticketId).toMatch(/^[0-9a-f-]{36}$/);
  expect(await desk.stop()).toBe(0);
});

it('takes commands over NATS and publishes what comes of them, once NATS is there', async () => {
  await server.kill('SIGKILL');
  const desk = await startDesk(home, ['--empty', '--nats', server.url]);
  await server.restart();
  const client = await connectNatsClient({ servers: server.url, token: desk.token, timeoutMs: 3_000 });
  const { ticketId } = await untilAnswered(() => client.send('OpenTicket', { commandId: 'open-1', data }));
  const triage = { ticketId, commandId: 'triage-1', data: {} };
  const answer = await untilAnswered(() => client.send('TriageTicket', triage));
  expect(answer).toMatchObject({ lifecycle: 'triaged', events: ['TicketTriaged'] });
  const broadcast = await connectNatsBroadcast({ servers: server.url, env });
  while ((await broadcast.tail()).position < answer.position) await env.sleep(50);
  await broadcast.close();
  await client.close();
  expect(await desk.stop()).toBe(0);
});
