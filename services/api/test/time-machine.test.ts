import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AsOfResponse, DiffResponse, WhatIfJob } from '@caselog/api-contract';
import { systemEnv as env, toInstant } from '@caselog/env';
import { createMemoryStore } from '@caselog/event-store';
import { createHelpdesk, openPolicyBook } from '@caselog/helpdesk';
import { defaultPolicy } from '@caselog/policy';
import { afterEach, expect, it, vi } from 'vitest';
import { problemOf, testDesk, type TestDesk } from './desk.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A desk that keeps columns of its history; two tickets were opened. */
const aDesk = async (): Promise<TestDesk> => {
  const columnsFolder = mkdtempSync(join(tmpdir(), 'caselog-api-columns-'));
  folders.push(columnsFolder);
  const desk = await testDesk({}, async (store) => {
    const book = await openPolicyBook({ store: createMemoryStore({ env }), env });
    return { book, columnsFolder, helpdesk: createHelpdesk({ store, env, rulebook: book }) };
  });
  await desk.open('o-1');
  await desk.open('o-2');
  return desk;
};

const later = (): string => toInstant(env.now() + 60_000);
const long = '2000-01-01T00:00:00.000Z';

it('says how all tickets stood at an instant, and what changed between two', async () => {
  const desk = await aDesk();
  const now = (await desk.get(`/as-of?at=${later()}`)).json<AsOfResponse>();
  expect(now).toMatchObject({ tickets: 2, byState: { opened: 2 }, openByPriority: { P1: 2 } });
  expect(now.queue).toHaveLength(2);
  expect((await desk.get(`/as-of?at=${long}`)).json()).toMatchObject({ tickets: 0, queue: [] });
  const found = (await desk.get(`/diff?from=${long}&to=${later()}&limit=1`)).json<DiffResponse>();
  expect(found).toMatchObject({ opened: 2, changedTotal: 2, correctionsTotal: 0 });
  expect(found.changed).toHaveLength(1);
  const reversed = await desk.get(`/diff?from=${later()}&to=${long}`);
  expect(problemOf(reversed).status).toBe(400);
});

it('tries another policy on all history, and says how far it is', async () => {
  const desk = await aDesk();
  const matrix = [{ priority: 'P3' as const }];
  const started = await desk.post('/what-if', { policy: { ...defaultPolicy, impactMatrix: matrix } });
  expect(started.statusCode).toBe(202);
  const { jobId } = started.json<WhatIfJob>();
  const job = await vi.waitFor(
    async () => {
      const answer = (await desk.get(`/what-if/${jobId}`)).json<WhatIfJob>();
      expect(answer.state).not.toBe('running');
      return answer;
    },
    { timeout: 30_000 },
  );
  expect(job).toMatchObject({
    state: 'done',
    report: {
      tickets: 2,
      differing: 2,
      differingIn: { priority: 2 },
      facts: { TicketOpened: 2 },
      decisions: { own: { priorities: { P1: 2 } }, candidate: { priorities: { P3: 2 } } },
    },
  });
  expect(job.tickets.map(({ differsIn }) => differsIn)).toEqual([['priority'], ['priority']]);
});

it('refuses a policy with the path of every fault, and a job nobody began', async () => {
  const desk = await aDesk();
  const bad = { ...defaultPolicy, title: '', targets: [{ kind: 'first-response', within: {} }] };
  const refused = problemOf(await desk.post('/what-if', { policy: bad }));
  expect(refused.status).toBe(422);
  const pointers = refused.errors?.map(({ pointer }) => pointer);
  expect(pointers).toContain('/policy/title');
  expect(pointers?.some((pointer) => pointer.startsWith('/policy/targets/0/within'))).toBe(true);
  const absent = await desk.get('/what-if/0198f3a0-0000-7000-8000-000000000000');
  expect(problemOf(absent).status).toBe(404);
});

it('says where no columns are kept', async () => {
  const desk = await testDesk();
  expect(problemOf(await desk.get(`/as-of?at=${long}`)).status).toBe(404);
});
