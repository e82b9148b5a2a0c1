import { describe, expect, it } from 'vitest';
import {
  compareWithFold,
  openReadModels,
  ticketCount,
  ticketDetails,
  ticketHistory,
  ticketsOf,
  ticketSubjects,
} from '../src/index.ts';
import { aLedger, append, catchUp, event, minute, newEvent, nextId, opening } from './support/ledger.ts';

const resolved = (at: string) =>
  event('TicketResolved', at, {
    outcome: { kind: 'solved', whatWasDone: 'reset the token' },
    resolvedBy: { assigneeId: 'anna', team: null },
    reopenableUntil: null,
  });

describe('the ticket read model', () => {
  it('shows a ticket as it stands, with every episode counted', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const id = nextId();
    await append(store, id, [
      opening(minute(0), { source: { log: 'a log', caseId: 'INC1' } }),
      event('TicketTriaged', minute(1), {}),
      resolved(minute(2)),
      event('TicketReopened', minute(3), { to: 'triaged', reason: null }),
      resolved(minute(4)),
      event('NoteAdded', minute(6), { body: 'called back' }),
    ]);
    await catchUp(db, store);

    const details = await ticketDetails(db, id);

    expect(details).toMatchObject({
      ticketId: id,
      lifecycle: 'resolved',
      stateSince: minute(4),
      subject: 'cannot sign in',
      channel: 'email',
      source: { log: 'a log', caseId: 'INC1' },
      openedAt: minute(0),
      updatedAt: minute(6),
      resolvedAt: minute(4),
      episodes: 2,
      revision: 5,
      position: 6,
    });
    expect(details!.state.configuration.lifecycle).toBe('resolved');
    expect(details!.state.context.outcome).toBe('solved');
    expect(await ticketCount(db)).toEqual({ tickets: 1, position: 6 });
    expect(await ticketSubjects(db, [id, nextId()])).toEqual(new Map([[id, 'cannot sign in']]));
    expect(await ticketSubjects(db, [])).toEqual(new Map());
    await db.destroy();
  });

  it('keeps the whole history with the state before and after each event', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const id = nextId();
    await append(store, nextId(), [opening(minute(0))]);
    await append(store, id, [
      opening(minute(0), { inferred: true }),
      event('TicketTriaged', minute(1), { inferred: true }),
    ]);
    await append(store, nextId(), [opening(minute(0))]);
    const note = newEvent('NoteAdded', minute(2), { body: 'called back' }, minute(70));
    await store.append(`ticket-${id}`, [note], 'any');
    await catchUp(db, store);

    const { entries, next } = await ticketHistory(db, id, { limit: 10 });

    expect(next).toBeNull();
    expect(
      entries.map(({ revision, position, type, lifecycleBefore, lifecycleAfter, inferred }) =>
        [revision, position, type, lifecycleBefore, lifecycleAfter, inferred].join(' '),
      ),
    ).toEqual([
      '0 2 TicketOpened  opened true',
      '1 3 TicketTriaged opened triaged true',
      '2 5 NoteAdded triaged triaged false',
    ]);
    expect(entries[2]).toMatchObject({
      at: minute(2),
      recordedAt: minute(70),
      actor: 'service:test',
      episode: 1,
      data: { body: 'called back' },
    });
    await db.destroy();
  });

  it('pages through a history without a seam', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const id = nextId();
    const notes = Array.from({ length: 6 }, (_, i) => event('NoteAdded', minute(i), { body: `note ${i}` }));
    await append(store, id, [opening(minute(0)), ...notes]);
    await catchUp(db, store);

    const revisions: number[][] = [];
    let after: number | null = -1;
    while (after !== null) {
      const page = await ticketHistory(db, id, { after, limit: 3 });
      revisions.push(page.entries.map(({ revision }) => revision));
      after = page.next;
    }

    expect(revisions).toEqual([[0, 1, 2], [3, 4, 5], [6]]);
    await db.destroy();
  });

  it('knows nothing of a ticket that is not there', async () => {
    const db = await openReadModels({ path: ':memory:' });
    expect(await ticketDetails(db, nextId())).toBeUndefined();
    expect(await ticketHistory(db, nextId(), { limit: 5 })).toEqual({ entries: [], next: null });
    expect(await ticketCount(db)).toEqual({ tickets: 0, position: 0 });
    await db.destroy();
  });

  it('finds the tickets of a requester, a customer and a partner, the latest first, page by page', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const ids = [nextId(), nextId(), nextId(), nextId()];
    const customers = ['acme', null, 'other', 'acme'];
    for (const [place, id] of ids.entries())
      await append(store, id, [
        opening(minute(0), {
          requesterId: place === 3 ? 'requester-2' : 'requester-1',
          customerId: customers[place]!,
        }),
        event('TicketReferred', minute(1), { partnerId: place < 2 ? 'p-1' : null, brief: null }),
        event('TicketTriaged', minute(2), {}),
        event('TicketReferred', minute(3), { partnerId: place === 1 ? 'p-1' : 'p-2', brief: null }),
      ]);
    await catchUp(db, store);
    const all = async (whose: Parameters<typeof ticketsOf>[1], limit = 10) => {
      const found: number[] = [];
      let before: number | undefined;
      do {
        const page = await ticketsOf(db, whose, { limit, ...(before !== undefined && { before }) });
        found.push(...page.tickets.map(({ ticketId }) => ids.indexOf(ticketId)));
        before = page.next ?? undefined;
      } while (before !== undefined);
      return found;
    };

    const own = { kind: 'requester', requesterId: 'requester-1' } as const;
    expect(await all({ ...own, customerId: 'acme' })).toEqual([1, 0]);
    expect(await all({ ...own, customerId: null })).toEqual([1]);
    expect(await all({ kind: 'customer', customerId: 'acme' }, 1)).toEqual([3, 0]);
    expect(await all({ kind: 'partner', partnerId: 'p-1' }, 1)).toEqual([1, 0]);
    expect(await all({ kind: 'partner', partnerId: 'p-2' })).toEqual([3, 2, 0]);
    expect(await compareWithFold(db, store)).toEqual([]);
    await db.destroy();
  });
});
