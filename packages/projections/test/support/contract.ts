import { systemEnv } from '@caselog/env';
import { aHistory } from '@caselog/ticket/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compareWithFold,
  flowSummary,
  lifeOf,
  projectionPositions,
  queuePage,
  readModelProjections,
  runProjections,
  ticketCount,
  ticketDetails,
  ticketHistory,
  ticketSubjects,
  waitForPosition,
} from '../../src/index.ts';
import { prepareProjections } from '../../src/runner/prepare.ts';
import type { TestDatabase } from './databases.ts';
import { laneCases } from './lane-cases.ts';
import { aLedger, append, catchUp, event, minute, nextId, opening } from './ledger.ts';
import { rebuildCases } from './rebuild-cases.ts';

export interface ReadModelContract {
  readonly name: string;
  start(): Promise<TestDatabase>;
  /** Random histories to try. */
  readonly runs: number;
}

const manyHistories = fc.record({
  histories: fc.array(aHistory(40), { minLength: 1, maxLength: 8 }),
  turns: fc.infiniteStream(fc.nat()),
  batchSize: fc.integer({ min: 1, max: 60 }),
  rememberedMax: fc.integer({ min: 0, max: 4 }),
});

/** What read models must be, whatever database they are kept in. */
export const readModelContract = ({ name, start, runs }: ReadModelContract): void => {
  describe(`read models on ${name}`, () => {
    it('equal a fresh fold of any ledger, whatever the batches, the memory and the restarts', async () => {
      await fc.assert(
        fc.asyncProperty(manyHistories, async ({ histories, turns, batchSize, rememberedMax }) => {
          await using database = await start();
          const [db, store] = [await database.open(), aLedger()];
          const tickets = histories.map((events) => ({ id: nextId(), left: [...events] }));
          let appended = 0;
          for (const turn of turns) {
            const going = tickets.filter(({ left }) => left.length > 0);
            if (going.length === 0) break;
            const ticket = going[turn % going.length]!;
            await append(store, ticket.id, [ticket.left.shift()!]);
            appended += 1;
            if (appended % 40 === 0)
              await catchUp(db, store, readModelProjections({ rememberedMax }), batchSize);
          }
          await catchUp(db, store, readModelProjections({ rememberedMax }), batchSize);
          expect(await compareWithFold(db, store)).toEqual([]);
        }),
        { numRuns: runs },
      );
    });

    it('answer every question alike', async () => {
      await using database = await start();
      const [db, store] = [await database.open(), aLedger()];
      const [first, second, third] = [nextId(), nextId(), nextId()];
      await append(store, first, [
        opening(minute(0), { subject: 'Größe “über” alles 漢字', priority: 'P2' }),
        event('TicketTriaged', minute(10), {}),
        event('TicketAssigned', minute(11), { assigneeId: 'anna', team: 'team-1' }),
      ]);
      await append(store, second, [opening(minute(5), { priority: 'P1' })]);
      await append(store, third, [
        opening(minute(3), { priority: 'P2' }),
        event('TicketTriaged', minute(4), {}),
      ]);
      await catchUp(db, store);

      const page = await queuePage(db, { limit: 2 });
      expect(page).toMatchObject({ total: 3, position: 6 });
      expect(page.rows.map(({ ticketId }) => ticketId)).toEqual([second, first]);
      const rest = await queuePage(db, { limit: 2, after: page.next! });
      expect(rest).toMatchObject({ rows: [{ ticketId: third }], next: null });
      const unassigned = await queuePage(db, { limit: 9, filters: { assigneeId: null, priorities: ['P2'] } });
      expect(unassigned.rows.map(({ ticketId }) => ticketId)).toEqual([third]);
      const flow = await flowSummary(db);
      expect(flow.edges).toEqual([
        { from: 'opened', to: 'triaged', count: 2, inferred: 0, meanMs: 330_000, maxMs: 600_000 },
      ]);
      expect(flow.states.map(({ count }) => count)).toEqual([1, 2, 0, 0, 0, 0, 0]);
      expect(await ticketDetails(db, first)).toMatchObject({
        subject: 'Größe “über” alles 漢字',
        revision: 2,
      });
      const { entries, next } = await ticketHistory(db, first, { limit: 2 });
      expect([entries.map(({ type }) => type), next]).toEqual([['TicketOpened', 'TicketTriaged'], 1]);
      expect(await ticketSubjects(db, [first])).toEqual(new Map([[first, 'Größe “über” alles 漢字']]));
      expect(await ticketCount(db)).toEqual({ tickets: 3, position: 6 });
      expect(await projectionPositions(db)).toMatchObject([
        { name: 'flow', generation: 1, position: 6 },
        { name: 'queue', generation: 1, position: 6 },
        { name: 'ticket', generation: 1, position: 6 },
      ]);
    });

    it('let a reader wait for its own write', async () => {
      await using database = await start();
      const [db, reading, store] = [await database.open(), await database.open(), aLedger()];
      const stopping = new AbortController();
      const running = runProjections(readModelProjections(), {
        db,
        source: lifeOf(store),
        env: systemEnv,
        signal: stopping.signal,
      });
      const id = nextId();
      await append(store, id, [opening(minute(0))]);
      const waited = await waitForPosition(reading, 'ticket', 1, { timeoutMs: 60_000, env: systemEnv });
      expect(waited).toEqual({ reached: true, position: 1 });
      expect(await ticketDetails(reading, id)).toMatchObject({ lifecycle: 'opened' });
      stopping.abort();
      await running;
    });

    it('begin once, however many processes ready an empty database at the same moment', async () => {
      await using database = await start();
      const opened = await Promise.all(Array.from({ length: 6 }, () => database.open()));
      const prepared = await Promise.all(
        opened.map((db) => prepareProjections(db, readModelProjections(), { env: systemEnv })),
      );
      expect(prepared.map(({ ready, pending }) => [ready.length, pending.length])).toEqual(
        opened.map(() => [3, 0]),
      );
    });

    laneCases(start);
    rebuildCases(start);
  });
};
