import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type CaselogClient } from '@caselog/api-contract';
import { systemEnv as env } from '@caselog/env';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bin, root } from '../../../test/root.ts';
import { startDesk, type RunningDesk } from '../../../test/support/desk.ts';
import { startBilling } from './billing-service.ts';

let home: string;
let running: RunningDesk;
let desk: CaselogClient;
let billing: Awaited<ReturnType<typeof startBilling>>;
let key: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'caselog-credits-'));
  running = await startDesk(home, ['--empty']);
  desk = createClient({ baseUrl: running.url, token: running.token });
  billing = await startBilling();
  const made = await desk.createApiKey({ commandId: 'key-1', label: 'credits', roles: ['service'] });
  key = made.credential!;
});
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await running.stop();
  await billing.close();
  await rm(home, { recursive: true, force: true });
});

const startWorker = (): ChildProcess => {
  const words = ['--api', running.url, '--billing', billing.url, '--book', join(home, 'credits.sqlite')];
  const child = spawn(join(bin, 'node'), ['examples/credit-worker/src/main.ts', ...words], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, CASELOG_TOKEN: key },
  });
  children.push(child);
  return child;
};

const saysAtWork = async ({ stderr }: ChildProcess): Promise<void> => {
  for await (const line of stderr!) if (String(line).includes('at work')) return;
};

const outageId = 'outage-1';
const tickets = 12;

/** An outage with tickets attached, of which all but every third ask for a credit. */
const anOutage = async (): Promise<string[]> => {
  const data = { title: 'Sign-in is slow', affects: ['sign-in'], text: 'We look into it.' };
  await desk.commandOutage(outageId, { commandId: 'outage-1', type: 'AnnounceOutage', data });
  const asking: string[] = [];
  for (let n = 0; n < tickets; n += 1) {
    const { ticketId } = await desk.openTicket({
      commandId: `open-${n}`,
      data: {
        requesterId: `requester-${n}`,
        subject: 'Nobody can sign in',
        channel: 'monitoring',
        impact: { access: 'critical', who: 'many-users', workaround: 'none' },
      },
    });
    const serviceCredit = n % 3 === 0 ? 'not-requested' : 'requested';
    const link = { outageId, serviceCredit, incidentReport: 'not-requested' } as const;
    await desk.sendCommand(ticketId, { commandId: `link-${n}`, type: 'LinkOutage', data: link });
    if (serviceCredit === 'requested') asking.push(ticketId);
  }
  return asking;
};

const notesOf = async (ticketId: string): Promise<readonly unknown[]> => {
  const { history } = await desk.ticket(ticketId);
  return history.filter(({ type }) => type === 'NoteAdded').map(({ data }) => data.body);
};

it('grants each credit asked for once and notes it once, although it is killed and billing loses answers', async () => {
  const asking = await anOutage();
  let worker = startWorker();
  await desk.commandOutage(outageId, {
    commandId: 'over-1',
    type: 'ResolveOutage',
    data: { summary: 'Mended.' },
  });
  const isDone = async () => {
    const notes = await Promise.all(asking.map(notesOf));
    return notes.every((each) => each.length > 0);
  };
  for (let kills = 0; !(await isDone());) {
    await env.sleep(300);
    if (kills >= 3 || billing.credits.length < 2 * (kills + 1)) continue;
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    worker = startWorker();
    kills += 1;
  }
  // A process that does not listen to signals yet would die of this one.
  await saysAtWork(worker);
  worker.kill('SIGTERM');
  await once(worker, 'exit');
  expect(worker.exitCode).toBe(0);
  expect(billing.credits.map(({ ticketId }) => ticketId).toSorted()).toEqual(asking.toSorted());
  for (const ticketId of asking) {
    const [{ creditId } = { creditId: '' }] = billing.credits.filter(
      (credit) => credit.ticketId === ticketId,
    );
    expect(await notesOf(ticketId)).toEqual([`Service credit ${creditId} granted`]);
  }
}, 120_000);
