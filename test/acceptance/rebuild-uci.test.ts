import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createClient, type CaselogClient } from '@caselog/api-contract';
import { systemEnv } from '@caselog/env';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import { compareWithFold, openReadModels, readModelsFile } from '@caselog/projections';
import { expect, it } from 'vitest';
import { startDesk } from '../support/desk.ts';
import { startMailServer } from '../support/mail-server.ts';
import { uciHome } from '../support/uci-home.ts';

const impact = { access: 'degraded', who: 'one-user', workaround: 'exists' } as const;

/** Opens a ticket and triages it, and waits until the queue shows it. */
const work = async (client: CaselogClient, number: number): Promise<void> => {
  const { ticketId } = await client.openTicket({
    commandId: `open-${number}`,
    data: { requesterId: 'requester-1', subject: `Question ${number}`, channel: 'email', impact },
  });
  const { position } = await client.sendCommand(ticketId, {
    commandId: `triage-${number}`,
    type: 'TriageTicket',
    data: {},
  });
  const { rows } = await client.queue({ lifecycle: ['triaged'], limit: 200 }, { waitFor: position });
  expect(rows.length).toBeGreaterThan(0);
};

it('rebuilds all read models of a real log while commands keep coming: no mail, no refused read, an exact swap', async () => {
  await using home = await uciHome();
  const mail = await startMailServer();
  const desk = await startDesk(home.path, ['--smtp', mail.url]);
  const client = createClient({ baseUrl: desk.url, token: desk.token });
  const before = await client.tickets({ limit: 1 });
  let opened = 0;
  const isRebuilt = async (): Promise<boolean> => {
    const { models } = await client.readModels();
    for (const { rebuild } of models) if (rebuild?.status === 'failed') throw new Error(`${rebuild.reason}`);
    return models.every(({ rebuild }) => rebuild?.status === 'swapped');
  };

  await client.requestRebuild({ model: 'all' });
  do {
    opened += 1;
    await work(client, opened);
    // Commands keep coming, some a second: without a pause they would take the rebuild's processor away, and it would only last longer.
    await delay(150);
    const [tickets, flow] = [await client.tickets({ limit: 1 }), await client.flow()];
    expect(tickets.total).toBe(before.total + opened);
    const counted = flow.states.reduce((sum, { count }) => sum + count, 0);
    expect(counted).toBe(before.total + opened);
  } while (!(await isRebuilt()));

  const { models } = await client.readModels();
  for (const { generation, rebuild } of models) {
    expect(generation).toBe(2);
    expect(rebuild?.position).toBeGreaterThan(before.position);
  }
  expect(await desk.stop()).toBe(0);
  expect(mail.mails).toEqual([]);
  await mail.close();
  const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env: systemEnv, readOnly: true });
  const db = await openReadModels({ path: join(home.path, readModelsFile) });
  expect(await compareWithFold(db, store)).toEqual([]);
  await db.destroy();
  await store.close();
}, 600_000);
