import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type CaselogClient, type EventView } from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bin, root } from '../../../test/root.ts';
import { startDesk, type RunningDesk } from '../../../test/support/desk.ts';
import { startNatsServer, type NatsServer } from '../../../test/support/nats-server.ts';
import { freePort } from '../../../test/support/port.ts';

let home: string;
let nats: NatsServer;
let running: RunningDesk;
let desk: CaselogClient;
let key: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'caselog-monitoring-'));
  nats = await startNatsServer();
  running = await startDesk(home, ['--empty', '--nats', nats.url]);
  desk = createClient({ baseUrl: running.url, token: running.token });
  const made = await desk.createApiKey({ commandId: 'key-1', label: 'monitoring', roles: ['service'] });
  key = made.credential!;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await running.stop();
  await nats.stop();
  await rm(home, { recursive: true, force: true });
});

const startService = (port: number, words: readonly string[]): ChildProcess => {
  const main = 'examples/monitoring-service/src/main.ts';
  const child = spawn(join(bin, 'node'), [main, '--port', String(port), ...words], {
    cwd: root,
    stdio: 'ignore',
    env: { ...process.env, CASELOG_TOKEN: key },
  });
  children.push(child);
  return child;
};

/** Posts alerts as an Alertmanager does: again until they are taken. */
const post = async (port: number, ...alerts: object[]): Promise<void> => {
  for (;;) {
    try {
      const body = JSON.stringify({ alerts });
      const { status } = await fetch(`http://127.0.0.1:${port}/alerts`, { method: 'POST', body });
      if (status === 204) return;
      if (status < 500) throw new RangeError(`the alert was refused with ${status}`);
    } catch (error) {
      if (error instanceof RangeError || !(error instanceof Error)) throw error;
    }
    await env.sleep(50);
  }
};

const historyOf = async (subject: string): Promise<readonly (readonly EventView[])[]> => {
  const { rows } = await desk.tickets({ limit: 200 }, { waitFor: await head() });
  const found = rows.filter((row) => row.subject === subject);
  return Promise.all(found.map(async ({ ticketId }) => (await desk.ticket(ticketId)).history));
};

const head = async (): Promise<number> => {
  const response = await fetch(`${running.url}/ready`);
  return ((await response.json()) as { head: number }).head;
};

describe.each([
  ['HTTP', () => ['--api', running.url]],
  ['NATS', () => ['--nats', nats.url]],
])('A monitoring service, over %s', (way, words) => {
  const alert = {
    status: 'firing',
    fingerprint: way === 'HTTP' ? 'a1b2c3' : 'd4e5f6',
    startsAt: '2026-01-05T10:00:00.123+01:00',
    labels: { alertname: 'SignInErrors', severity: 'critical' },
    annotations: { summary: `Sign-in fails, seen over ${way}` },
  };
  const summary = alert.annotations.summary;

  it('opens one ticket for an alert, however often it is reported, by however many, and killed in between', async () => {
    const [one, two] = [await freePort(), await freePort()];
    const first = startService(one, words());
    startService(two, words());
    await Promise.all([post(one, alert), post(one, alert), post(two, alert)]);
    first.kill('SIGKILL');
    await once(first, 'exit');
    startService(one, words());
    const over = { ...alert, status: 'resolved' };
    await Promise.all([post(one, over), post(two, over), post(two, over)]);
    const histories = await historyOf(summary);
    expect(histories.map((history) => history.map(({ type }) => type))).toEqual([
      ['TicketOpened', 'NoteAdded'],
    ]);
    expect(histories[0]?.[0]).toMatchObject({ data: { priority: 'P1', channel: 'monitoring' } });
  }, 120_000);

  it('opens another ticket when the alert comes anew', async () => {
    const port = await freePort();
    startService(port, words());
    const again = {
      ...alert,
      startsAt: '2026-01-06T10:00:00Z',
      annotations: { summary: `${summary}, again` },
    };
    await post(port, again);
    expect(await historyOf(`${summary}, again`)).toHaveLength(1);
  }, 120_000);
});
