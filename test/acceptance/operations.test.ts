import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiProblemError, createClient, type CaselogClient } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { expect, it, onTestFinished } from 'vitest';
import { startDesk } from '../support/desk.ts';

const at = '2026-01-05T09:00:00.000Z';
const stored = (type: string, data: object) => ({
  id: systemEnv.uuid(),
  type,
  data,
  metadata: {
    commandId: systemEnv.uuid(),
    actor: 'service:test',
    occurredAt: at,
    recordedAt: at,
    schemaVersion: 1,
  },
});

const opened = {
  requesterId: 'requester-1',
  customerId: null,
  requesterEmail: null,
  channel: 'email',
  language: 'en',
  subject: 'cannot sign in',
  description: null,
  impact: null,
  priority: 'P3',
};

/** A ledger with two tickets, of which the first has an event that its chart forbids. */
const fill = async (home: string, bad: string, good: string): Promise<void> => {
  const store = openSqliteStore({ path: join(home, 'ledger.sqlite'), env: systemEnv });
  const survey = stored('SurveySent', { messageId: '<1@desk>' });
  await store.append(bad, [stored('TicketOpened', opened), survey, stored('TicketTriaged', {})], 'any');
  await store.append(good, [stored('TicketOpened', opened), stored('TicketTriaged', {})], 'any');
  await store.close();
};

const until = async (met: () => Promise<boolean>): Promise<void> => {
  for (let tries = 0; !(await met()); tries += 1) {
    if (tries > 1_200) throw new Error('waited for a minute');
    await systemEnv.sleep(50);
  }
};

const aDesk = async (): Promise<
  { client: CaselogClient; tokenOf: (role: string) => string; url: string } & Names
> => {
  const home = await mkdtemp(join(tmpdir(), 'caselog-operations-'));
  const [bad, good] = [
    'ticket-01890000-0000-7000-8000-000000000001',
    'ticket-01890000-0000-7000-8000-000000000002',
  ];
  await fill(home, bad, good);
  const desk = await startDesk(home, ['--empty']);
  onTestFinished(async () => {
    await desk.stop();
    await rm(home, { recursive: true, force: true });
  });
  const tokenOf = (role: string): string => new RegExp(`    ${role} +(\\S+)`).exec(desk.output())?.[1] ?? '';
  return {
    client: createClient({ baseUrl: desk.url, token: desk.token }),
    url: desk.url,
    tokenOf,
    bad,
    good,
  };
};

interface Names {
  readonly bad: string;
  readonly good: string;
}

it('lets a lead see, release and skip what the read models could not take, and have them rebuilt', async () => {
  const { client, bad, good, tokenOf, url } = await aDesk();
  // The clock holds the ticket back as well, and by itself.
  const readModels = ['flow', 'queue', 'ticket'];
  const lanesOf = async () =>
    (await client.quarantine()).lanes.filter(({ reader }) => readModels.includes(reader));
  const lanes = await lanesOf();
  expect(lanes.map(({ reader }) => reader).toSorted()).toEqual(readModels);
  for (const lane of lanes)
    expect(lane).toMatchObject({
      stream: bad,
      revision: 1,
      eventType: 'SurveySent',
      status: 'held',
      waiting: 2,
    });
  const listed = await client.tickets();
  expect(listed.rows.map(({ ticketId, lifecycle }) => [`ticket-${ticketId}`, lifecycle])).toEqual(
    expect.arrayContaining([
      [bad, 'opened'],
      [good, 'triaged'],
    ]),
  );

  const { lane, events } = await client.lane('queue', bad);
  expect(lane.reason).toContain('cannot happen to a ticket that is opened');
  expect(events.map(({ revision, type, fault }) => [revision, type, fault])).toEqual([
    [1, 'SurveySent', null],
    [2, 'TicketTriaged', null],
  ]);

  const released = await client.releaseLane({ stream: bad });
  expect(released.lanes.filter(({ reader }) => readModels.includes(reader))).toHaveLength(3);
  await until(async () =>
    (await lanesOf()).every(({ attempts, status }) => attempts >= 2 && status === 'held'),
  );
  const elsewhere = client.skipEvent({ stream: bad, revision: 0, why: 'a mistake' });
  await expect(elsewhere).rejects.toThrow(ApiProblemError);
  await client.skipEvent({ stream: bad, revision: 1, why: 'no survey was due' });
  await until(async () => (await lanesOf()).length === 0);
  const { skipped } = await client.quarantine();
  expect(skipped.filter(({ reader }) => readModels.includes(reader))).toHaveLength(3);
  expect((await client.quarantine({ reader: 'queue' })).skipped).toMatchObject([
    { stream: bad, revision: 1, why: 'no survey was due' },
  ]);
  await until(async () => (await client.tickets()).rows.every(({ lifecycle }) => lifecycle === 'triaged'));

  const asked = await client.requestRebuild({ model: 'all' });
  expect(asked.rebuilds.map(({ model }) => model)).toEqual(['flow', 'queue', 'ticket']);
  await until(async () =>
    (await client.readModels()).models.every(({ rebuild }) => rebuild?.status === 'swapped'),
  );
  const { models, shards, head } = await client.readModels();
  for (const model of models)
    expect(model).toMatchObject({ generation: 2, heldLanes: 0, position: head, behind: 0 });
  expect(shards).toMatchObject([{ shard: 0, holder: expect.any(String) as string, position: head }]);
  expect((await client.tickets()).rows).toHaveLength(2);
  await expect(client.requestRebuild({ model: 'nothing' })).rejects.toThrow(ApiProblemError);

  const agent = createClient({ baseUrl: url, token: tokenOf('agent') });
  await expect(agent.quarantine()).rejects.toThrow(ApiProblemError);
  await expect(agent.requestRebuild({ model: 'all' })).rejects.toThrow(ApiProblemError);
});
