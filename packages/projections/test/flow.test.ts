import { lifecycleStates } from '@caselog/ticket';
import { describe, expect, it } from 'vitest';
import { flowSummary, openReadModels } from '../src/index.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './support/ledger.ts';

const minuteMs = 60_000;

describe('the flow', () => {
  it('counts states and edges, with the mean and the longest stay, inferred transitions apart', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    await append(store, nextId(), [
      opening(minute(0)),
      event('TicketTriaged', minute(10), {}),
      event('NoteAdded', minute(11), { body: 'no edge' }),
      event('TicketEscalated', minute(30), { team: null, reason: null }),
    ]);
    await append(store, nextId(), [
      opening(minute(0)),
      event('TicketTriaged', minute(30), { inferred: true }),
      event('DataRequested', minute(31), { items: [] }),
      event('DataRequested', minute(32), { items: [] }),
      event('WaitEnded', minute(36), { because: 'resumed' }),
    ]);
    await append(store, nextId(), [opening(minute(3))]);
    await catchUp(db, store, undefined, 3);

    const { states, edges, position } = await flowSummary(db);

    expect(position).toBe(10);
    expect(states.map(({ state }) => state)).toEqual(lifecycleStates);
    expect(
      Object.fromEntries(states.filter(({ count }) => count > 0).map(({ state, count }) => [state, count])),
    ).toEqual({
      opened: 1,
      triaged: 1,
      escalated: 1,
    });
    expect(Object.fromEntries(states.map(({ state, totalMs }) => [state, totalMs / minuteMs]))).toEqual({
      opened: 40,
      triaged: 21,
      'awaiting-data': 5,
      escalated: 0,
      'third-party': 0,
      resolved: 0,
      surveyed: 0,
    });
    expect(edges).toEqual([
      { from: 'opened', to: 'triaged', count: 2, inferred: 1, meanMs: 20 * minuteMs, maxMs: 30 * minuteMs },
      { from: 'triaged', to: 'awaiting-data', count: 1, inferred: 0, meanMs: minuteMs, maxMs: minuteMs },
      {
        from: 'triaged',
        to: 'escalated',
        count: 1,
        inferred: 0,
        meanMs: 20 * minuteMs,
        maxMs: 20 * minuteMs,
      },
      {
        from: 'awaiting-data',
        to: 'triaged',
        count: 1,
        inferred: 0,
        meanMs: 5 * minuteMs,
        maxMs: 5 * minuteMs,
      },
    ]);
    await db.destroy();
  });

  it('counts a stay whose times run backwards as nothing, never as less', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    await append(store, nextId(), [opening(minute(50)), event('TicketTriaged', minute(10), {})]);
    await append(store, nextId(), [opening(minute(0)), event('TicketTriaged', minute(10), {})]);
    await catchUp(db, store);

    expect((await flowSummary(db)).edges).toEqual([
      { from: 'opened', to: 'triaged', count: 2, inferred: 0, meanMs: 5 * minuteMs, maxMs: 10 * minuteMs },
    ]);
    await db.destroy();
  });

  it('is empty, and says so for every state, before the first event', async () => {
    const db = await openReadModels({ path: ':memory:' });
    expect(await flowSummary(db)).toEqual({
      states: lifecycleStates.map((state) => ({ state, count: 0, totalMs: 0 })),
      edges: [],
      position: 0,
    });
    await db.destroy();
  });
});
