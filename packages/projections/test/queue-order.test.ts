import { expect, it } from 'vitest';
import { InvalidCursorError, openReadModels, queueFacets, queuePage } from '../src/index.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './support/ledger.ts';

const filled = async () => {
  const [store, db] = [aLedger(), await openReadModels({ path: ':memory:' })];
  const [first, second, third, over] = [nextId(), nextId(), nextId(), nextId()];
  await append(store, first, [opening(minute(0)), event('TicketTriaged', minute(9), {})]);
  await append(store, second, [opening(minute(3), { priority: 'P1' })]);
  await append(store, third, [
    opening(minute(1)),
    event('TicketAssigned', minute(2), { assigneeId: 'agent-1', team: 'Directory' }),
  ]);
  await append(store, over, [
    opening(minute(0)),
    event('TicketResolved', minute(1), {
      outcome: null,
      resolvedBy: { assigneeId: null, team: null },
      reopenableUntil: null,
    }),
  ]);
  await catchUp(db, store);
  return { store, db, ids: { first, second, third } };
};

it('is ordered by how long a ticket has stood where it stands, page by page', async () => {
  const { db, ids } = await filled();
  const one = await queuePage(db, { limit: 2, sort: 'waiting' });
  expect(one.rows.map(({ ticketId }) => ticketId)).toEqual([ids.third, ids.second]);
  const two = await queuePage(db, { limit: 2, sort: 'waiting', after: one.next! });
  expect(two.rows.map(({ ticketId }) => ticketId)).toEqual([ids.first]);
  expect([one.total, two.total, two.next]).toEqual([3, 3, null]);
  await db.destroy();
});

it('refuses the cursor of another order', async () => {
  const { db } = await filled();
  const { next } = await queuePage(db, { limit: 1, sort: 'waiting' });
  expect(() => queuePage(db, { limit: 1, after: next! })).toThrow(InvalidCursorError);
  await db.destroy();
});

it('counts anew once the read model has moved', async () => {
  const { db, store } = await filled();
  expect((await queuePage(db, { limit: 1 })).total).toBe(3);
  await append(store, nextId(), [opening(minute(20))]);
  await catchUp(db, store);
  expect((await queuePage(db, { limit: 1 })).total).toBe(4);
  await db.destroy();
});

it('says how many open tickets there are of each kind', async () => {
  const { db } = await filled();
  const { lifecycle, priority, team, assigneeId } = await queueFacets(db);
  expect(lifecycle).toEqual([
    { value: 'opened', count: 2 },
    { value: 'triaged', count: 1 },
  ]);
  expect(priority).toContainEqual({ value: 'P1', count: 1 });
  expect(team).toContainEqual({ value: 'Directory', count: 1 });
  expect(assigneeId).toContainEqual({ value: null, count: 2 });
  await db.destroy();
});
