import { toInstant } from '@caselog/env';
import type { Priority } from '@caselog/ticket';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  InvalidCursorError,
  InvalidLimitError,
  openReadModels,
  queuePage,
  type QueueFilters,
  type QueueRow,
  type ReadModels,
} from '../src/index.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './support/ledger.ts';

/** Walks over all pages. */
const wholeQueue = async (
  db: ReadModels,
  limit: number,
  filters?: QueueFilters,
): Promise<readonly QueueRow[]> => {
  const rows: QueueRow[] = [];
  let after: string | undefined;
  do {
    const page = await queuePage(db, {
      limit,
      ...(after !== undefined && { after }),
      ...(filters && { filters }),
    });
    rows.push(...page.rows);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return rows;
};

const aRequest = fc.record({
  priority: fc.constantFrom<Priority>('P1', 'P2', 'P3', 'P4'),
  openedS: fc.integer({ min: 0, max: 3 }),
  isResolved: fc.boolean(),
});

describe('the queue', () => {
  it('is in the order of priority, then of request, then of id, whatever the page size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(aRequest, { maxLength: 25 }),
        fc.integer({ min: 1, max: 10 }),
        async (requests, limit) => {
          const db = await openReadModels({ path: ':memory:' });
          const store = aLedger();
          const open: string[] = [];
          for (const { priority, openedS, isResolved } of requests) {
            const [id, at] = [nextId(), toInstant(openedS * 1_000)];
            await append(store, id, [opening(at, { priority })]);
            if (isResolved)
              await append(store, id, [
                event('TicketResolved', at, {
                  outcome: null,
                  resolvedBy: { assigneeId: null, team: null },
                  reopenableUntil: null,
                }),
              ]);
            else open.push(`${priority} ${at} ${id}`);
          }
          await catchUp(db, store);

          const rows = await wholeQueue(db, limit);

          expect(rows.map((row) => `${row.priority} ${row.openedAt} ${row.ticketId}`)).toEqual(
            open.toSorted(),
          );
          expect((await queuePage(db, { limit })).total).toBe(open.length);
          await db.destroy();
        },
      ),
      { numRuns: 40 },
    );
  });

  it('shows where each ticket stands, who has it, and since when it waits', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const id = nextId();
    await append(store, id, [
      opening(minute(0), { language: 'ja', priority: 'P4' }),
      event('TicketTriaged', minute(3), {}),
      event('TicketAssigned', minute(4), { assigneeId: 'anna', team: 'team-1' }),
      event('TicketReprioritised', minute(5), { impact: null, priority: 'P2' }),
    ]);
    await catchUp(db, store);

    expect(await queuePage(db, { limit: 10 })).toEqual({
      rows: [
        {
          ticketId: id,
          lifecycle: 'triaged',
          priority: 'P2',
          openedAt: minute(0),
          waitingSince: minute(3),
          assigneeId: 'anna',
          team: 'team-1',
          language: 'ja',
          revision: 3,
          position: 4,
        },
      ],
      next: null,
      total: 1,
      position: 4,
    });
    await db.destroy();
  });

  it('takes a reopened ticket back at the place of its first request', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const [first, second] = [nextId(), nextId()];
    const resolved = event('TicketResolved', minute(10), {
      outcome: null,
      resolvedBy: { assigneeId: null, team: null },
      reopenableUntil: null,
    });
    await append(store, first, [opening(minute(0)), resolved]);
    await append(store, second, [opening(minute(5))]);
    await catchUp(db, store);
    expect((await wholeQueue(db, 5)).map(({ ticketId }) => ticketId)).toEqual([second]);

    await append(store, first, [event('TicketReopened', minute(20), { to: 'escalated', reason: null })]);
    await catchUp(db, store);

    expect((await wholeQueue(db, 5)).map(({ ticketId }) => ticketId)).toEqual([first, second]);
    await db.destroy();
  });

  it('keeps what passes every filter, and counts the same tickets it shows', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const ids = new Map<string, string>();
    for (const [name, priority, assigneeId, team] of [
      ['a', 'P1', 'anna', 'team-1'],
      ['b', 'P2', 'anna', 'team-2'],
      ['c', 'P3', null, 'team-1'],
      ['d', 'P3', null, null],
    ] as const) {
      const id = nextId();
      ids.set(id, name);
      await append(store, id, [
        opening(minute(0), { priority }),
        event('TicketAssigned', minute(1), { assigneeId, team }),
        ...(name === 'c' ? [event('TicketTriaged', minute(2), {})] : []),
      ]);
    }
    await catchUp(db, store);
    const shown = async (filters: QueueFilters) => {
      const { rows, total } = await queuePage(db, { limit: 10, filters });
      expect(total).toBe(rows.length);
      return rows.map(({ ticketId }) => ids.get(ticketId)).join('');
    };

    expect(await shown({})).toBe('abcd');
    expect(await shown({ states: ['triaged'] })).toBe('c');
    expect(await shown({ states: ['triaged', 'opened'], priorities: ['P2', 'P3'] })).toBe('bcd');
    expect(await shown({ team: 'team-1' })).toBe('ac');
    expect(await shown({ team: null })).toBe('d');
    expect(await shown({ assigneeId: 'anna', team: 'team-2' })).toBe('b');
    expect(await shown({ assigneeId: null, priorities: ['P1'] })).toBe('');
    expect(await shown({ states: [] })).toBe('');
    await db.destroy();
  });

  it('pages on behind a ticket that has left meanwhile', async () => {
    const db = await openReadModels({ path: ':memory:' });
    const store = aLedger();
    const [a, b, c] = [nextId(), nextId(), nextId()];
    for (const id of [a, b, c]) await append(store, id, [opening(minute(0))]);
    await catchUp(db, store);
    const first = await queuePage(db, { limit: 2 });
    await append(store, b, [
      event('TicketResolved', minute(9), {
        outcome: null,
        resolvedBy: { assigneeId: null, team: null },
        reopenableUntil: null,
      }),
    ]);
    await catchUp(db, store);

    const second = await queuePage(db, { limit: 2, after: first.next! });

    expect(first.rows.map(({ ticketId }) => ticketId)).toEqual([a, b]);
    expect(second.rows.map(({ ticketId }) => ticketId)).toEqual([c]);
    await db.destroy();
  });

  it.each([
    '',
    'P1',
    'P9~2026-01-05T09:00:00.000Z~00000000-0000-7000-8000-000000000001',
    'P1~yesterday~00000000-0000-7000-8000-000000000001',
    'P1~2026-01-05T09:00:00.000Z~1 or 1=1',
    'P1~2026-01-05T09:00:00.000Z~00000000-0000-7000-8000-000000000001~more',
  ])('refuses the cursor "%s"', async (after) => {
    const db = await openReadModels({ path: ':memory:' });
    expect(() => queuePage(db, { after, limit: 1 })).toThrow(InvalidCursorError);
    await db.destroy();
  });

  it.each([0, -1, 1.5, 1_001, Number.NaN])('refuses pages of %d rows', async (limit) => {
    const db = await openReadModels({ path: ':memory:' });
    expect(() => queuePage(db, { limit })).toThrow(InvalidLimitError);
    await db.destroy();
  });
});
