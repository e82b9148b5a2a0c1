import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refreshColumns, type Columns } from '@caselog/columns';
import { systemEnv, toInstant } from '@caselog/env';
import { createMemoryStore, type EventStore } from '@caselog/event-store';
import { openSqliteStore } from '@caselog/event-store-sqlite';
import {
  evolve,
  ForbiddenEventError,
  type Priority,
  type TicketEvent,
  type TicketState,
} from '@caselog/ticket';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { assert, describe, expect, it } from 'vitest';
import { uciHome } from '../../../test/support/uci-home.ts';
import { appendInTurns, stored, ticketId } from '@caselog/columns/testing';
import { ticketEventOf } from '../src/codec.ts';
import { asOf, asOfView, diff, ReversedInstantsError, ticketAt, type TimeOf } from '../src/index.ts';

const env = systemEnv;

const withColumns = async <Result>(
  store: EventStore,
  work: (columns: Columns) => Promise<Result>,
): Promise<Result> => {
  const folder = mkdtempSync(join(tmpdir(), 'caselog-as-of-'));
  const columns = await refreshColumns({ store, folder, env });
  try {
    return await work(columns);
  } finally {
    columns.close();
    rmSync(folder, { recursive: true });
  }
};

interface Stood {
  lifecycle: string | undefined;
  priority: Priority | undefined;
  team: string | null;
}

/** Every ticket as it stood at each instant, by evolving it whole. */
const bruteForce = async (store: EventStore, instants: readonly string[], by: TimeOf) => {
  const states = new Map<string, TicketState>();
  const stood = new Map<string, Stood[]>();
  for await (const batch of store.readAll({ batchSize: 2_000 }))
    for (const recorded of batch) {
      if (!recorded.stream.startsWith('ticket-')) continue;
      const before = states.get(recorded.stream);
      const after = evolve(before, ticketEventOf(recorded));
      if (!before)
        stood.set(
          recorded.stream,
          instants.map(() => ({ lifecycle: undefined, priority: after.context.priority, team: null })),
        );
      states.set(recorded.stream, after);
      for (const [place, ticket] of stood.get(recorded.stream)!.entries()) {
        if (recorded.metadata[by] > instants[place]!) continue;
        if (before?.configuration.lifecycle !== after.configuration.lifecycle)
          ticket.lifecycle = after.configuration.lifecycle;
        if (before?.context.priority !== after.context.priority) ticket.priority = after.context.priority;
        if (before?.context.team !== after.context.team) ticket.team = after.context.team;
      }
    }
  return instants.map((_, place) =>
    [...stood]
      .map(([stream, all]) => [stream, all[place]!] as const)
      .filter(([, { lifecycle }]) => lifecycle !== undefined),
  );
};

const countsOf = (names: readonly (string | undefined)[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(names, (name) => name ?? '')].map(([name, some]) => [name, some.length]),
  );

const isOpen = ({ lifecycle }: Stood): boolean => lifecycle !== 'resolved' && lifecycle !== 'surveyed';

/** Holds the view at each instant against the brute force. */
const expectAlike = async (store: EventStore, columns: Columns, instants: readonly string[], by: TimeOf) => {
  const expected = await bruteForce(store, instants, by);
  for (const [place, at] of instants.entries()) {
    const view = await asOfView(columns, at, { by, queueMax: 100_000 });
    const stood = expected[place]!;
    const open = stood.filter(([, ticket]) => isOpen(ticket));
    expect({ at, states: view.byState }).toEqual({
      at,
      states: countsOf(stood.map(([, { lifecycle }]) => lifecycle)),
    });
    expect(view.openByPriority).toEqual(countsOf(open.map(([, { priority }]) => priority)));
    expect(view.queue.map((row) => `ticket-${row.ticketId} ${row.priority} ${row.team}`).toSorted()).toEqual(
      open.map(([stream, { priority, team }]) => `${stream} ${priority} ${team}`).toSorted(),
    );
  }
};

/** Whether the chart lets a history happen: a guard may refuse an event of which the time was changed. */
const couldHappen = (history: readonly TicketEvent[]): boolean => {
  let state: TicketState | undefined;
  try {
    for (const event of history) state = evolve(state, event);
    return true;
  } catch (error) {
    if (error instanceof ForbiddenEventError) return false;
    throw error;
  }
};

describe('The tickets as of an instant', () => {
  it('stand in arbitrary histories as a brute-force fold has them, by either time', async () => {
    const backwards = aHistory(20)
      .map((history) =>
        // Logs whose clocks run backwards: each third event claims to be older than it can be.
        history.map((event, n) => (n % 3 === 2 ? { ...event, at: history[n - 1]!.at } : event)),
      )
      .filter(couldHappen);
    await fc.assert(
      fc.asyncProperty(
        fc.array(backwards, { minLength: 1, maxLength: 6 }),
        fc.array(fc.integer({ min: 0, max: 365 * 86_400 }), { minLength: 3, maxLength: 3 }),
        async (histories, seconds) => {
          const store = createMemoryStore({ env });
          await appendInTurns(store, histories, 0, 40);
          const instants = seconds.map((s) => toInstant(Date.UTC(2026, 0, 1) + s * 1000));
          await withColumns(store, async (columns) => {
            await expectAlike(store, columns, instants, 'occurredAt');
            await expectAlike(store, columns, instants, 'recordedAt');
            for (const at of instants)
              expect(await asOfView(columns, at)).toMatchObject(await asOf(store, at));
          });
        },
      ),
      { numRuns: 25 },
    );
  });

  it('stand in the whole UCI log at 50 random instants as a brute-force fold has them', async () => {
    await using home = await uciHome();
    const store = openSqliteStore({ path: join(home.path, 'ledger.sqlite'), env, readOnly: true });
    const seed = Number(process.env['CASELOG_TEST_SEED'] ?? 20_160_229);
    const [fromMs, toMs] = [Date.UTC(2016, 1, 29), Date.UTC(2017, 1, 20)];
    const instants = fc
      .sample(fc.integer({ min: fromMs, max: toMs }), { numRuns: 50, seed })
      .map((ms) => toInstant(ms));
    try {
      await withColumns(store, (columns) => expectAlike(store, columns, instants, 'occurredAt'));
    } catch (error) {
      throw new Error(`the seed of the instants was ${seed}`, { cause: error });
    } finally {
      await store.close();
    }
  }, 180_000);
});

const at = (day: number, hour = 9): string => toInstant(Date.UTC(2026, 2, day, hour));
const [opening] = fc.sample(aHistory(1), { numRuns: 1, seed: 3 });
const opened = (when: string) => ({ ...opening![0]!, at: when });
const triaged = (when: string) => ({ type: 'TicketTriaged' as const, at: when, data: {} });

describe('The difference between two instants', () => {
  it('tells what was opened and moved, and which tickets stand otherwise', async () => {
    const store = createMemoryStore({ env });
    await appendInTurns(store, [[opened(at(1)), triaged(at(3))], [opened(at(3))], [opened(at(9))]], 0, 2);
    const found = await withColumns(store, (columns) => diff(columns, at(2), at(4)));
    expect(found).toMatchObject({
      opened: 1,
      resolved: 0,
      reopened: 0,
      moves: [{ from: 'opened', to: 'triaged', count: 1 }],
      from: { tickets: 1, byState: { opened: 1 } },
      to: { tickets: 2, byState: { opened: 1, triaged: 1 } },
      changed: [
        { ticketId: ticketId(0), fromState: 'opened', toState: 'triaged' },
        { ticketId: ticketId(1), fromState: null, toState: 'opened', fromPriority: null },
      ],
      corrections: [],
      recordedLater: 0,
    });
  });

  it('shows what was recorded afterwards as a correction', async () => {
    const store = createMemoryStore({ env });
    const late = stored(triaged(at(1, 12)), at(3));
    await store.append(`ticket-${ticketId(0)}`, [stored(opened(at(1))), late], 'any');
    await withColumns(store, async (columns) => {
      const found = await diff(columns, at(2), at(4));
      expect(found.changed).toEqual([]);
      expect(found.corrections).toEqual([
        {
          ticketId: ticketId(0),
          revision: 1,
          position: 2,
          type: 'TicketTriaged',
          occurredAt: at(1, 12),
          recordedAt: at(3),
        },
      ]);
      const known = await diff(columns, at(2), at(4), { by: 'recordedAt' });
      expect(known.changed).toMatchObject([{ fromState: 'opened', toState: 'triaged' }]);
      expect((await diff(columns, at(1, 0), at(2))).recordedLater).toBe(1);
    });
  });

  it('refuses instants in the wrong order', async () => {
    const store = createMemoryStore({ env });
    await withColumns(store, async (columns) => {
      await expect(diff(columns, at(4), at(2))).rejects.toThrow(ReversedInstantsError);
    });
  });
});

describe('One ticket as of an instant', () => {
  it('stands where its last change by then put it, with the events until then', async () => {
    const store = createMemoryStore({ env });
    await store.append(
      `ticket-${ticketId(0)}`,
      [stored(opened(at(1))), stored(triaged(at(3)), at(5))],
      'any',
    );
    const history = await store.readStream(`ticket-${ticketId(0)}`);
    expect(ticketAt(history, at(0))).toBeUndefined();
    const then = ticketAt(history, at(2));
    assert(then);
    expect({ lifecycle: then.lifecycle, events: then.events.length }).toEqual({
      lifecycle: 'opened',
      events: 1,
    });
    expect(ticketAt(history, at(4))?.lifecycle).toBe('triaged');
    expect(ticketAt(history, at(4), 'recordedAt')?.lifecycle).toBe('opened');
  });
});
