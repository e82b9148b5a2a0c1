import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { statistics, type ImportResult } from '../src/index.ts';
import { log, openDesk, plainMapping, type Desk } from './support/desk.ts';

/** A row of a random log; now and then one that cannot be read. */
const row = fc
  .record({
    caseId: fc.constantFrom('A', 'B', 'C', ''),
    order: fc.integer({ min: 0, max: 12 }),
    minute: fc.integer({ min: 10, max: 59 }),
    activity: fc.constantFrom('new', 'work', 'wait', 'expert', 'vendor', 'done', 'closed', 'broken'),
    who: fc.constantFrom('-', 'ann', 'bob'),
    team: fc.constantFrom('-', 'desk'),
    priority: fc.constantFrom('P1', 'P4', '-'),
    topic: fc.constantFrom('-', 'mail', 'sync'),
    tail: fc.constantFrom('', '', '', '', ',surplus'),
  })
  .map(
    ({ caseId, order, minute, activity, who, team, priority, topic, tail }) =>
      `${caseId},${order},2020-01-01 10:${minute},${activity},${who},${team},${priority},${topic}${tail}`,
  );
const rows = fc.array(row, { minLength: 1, maxLength: 40 });
const orderedByTime = { ...plainMapping, order: undefined, ignore: { order: 'their times order the rows' } };

/** So that no log is refused for having no row that can be read. */
const sound = 'A,0,2020-01-01 10:00,new,-,-,P3,-';

const runs = { numRuns: 40 };

const withDesk = async <Result>(run: (desk: Desk) => Promise<Result>): Promise<Result> => {
  const desk = openDesk();
  try {
    return await run(desk);
  } finally {
    desk.close();
  }
};

const checkIdentity = (counts: ImportResult): void => {
  const { openings, transitions, deviatingRows, facts, nonconforming, quarantined, unparsable } = counts;
  expect(openings + transitions + deviatingRows + facts + nonconforming + quarantined + unparsable).toBe(
    counts.rows,
  );
  expect(openings + counts.inferredOpenings).toBe(counts.tickets);
  expect(counts.inferredTransitions).toBeGreaterThanOrEqual(2 * deviatingRows);
};

/** Everything of a ledger that depends on what was imported and not on when: streams in order of their names. */
const contentOf = async (desk: Desk) =>
  Map.groupBy(
    (await desk.events()).map(({ stream, id, type, data, metadata: { occurredAt, actor } }) => ({
      stream,
      id,
      type,
      data,
      occurredAt,
      actor,
    })),
    ({ stream }) => stream,
  );

describe('the import of any log', () => {
  it('puts every row into one class and every ticket into one, and the ledger agrees', async () => {
    await fc.assert(
      fc.asyncProperty(rows, (some) =>
        withDesk(async (desk) => {
          const counts = await desk.import(log(sound, ...some));
          checkIdentity(counts);
          const { tickets, events, edges } = await statistics(desk.store);
          expect({ tickets, events }).toEqual({ tickets: counts.tickets, events: counts.events });
          const walked = edges.reduce((sum, { count }) => sum + count, 0);
          expect(walked).toBe(counts.transitions + counts.inferredTransitions);
        }),
      ),
      runs,
    );
  });

  it('adds nothing the second time and counts the same', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.boolean(), (some, isOrdered) =>
        withDesk(async (desk) => {
          const mapping = isOrdered ? plainMapping : orderedByTime;
          const first = await desk.import(log(sound, ...some), { mapping });
          const before = await contentOf(desk);
          checkIdentity(first);
          expect(await desk.import(log(sound, ...some), { mapping })).toEqual({ ...first, appended: 0 });
          expect(await contentOf(desk)).toEqual(before);
        }),
      ),
      runs,
    );
  });

  it('does not depend on how cases are interleaved', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (some) => {
        const grouped = some.toSorted((a, b) => (a.slice(0, 1) < b.slice(0, 1) ? -1 : a[0] === b[0] ? 0 : 1));
        const [one, other] = await Promise.all(
          [some, grouped].map((order) =>
            withDesk(async (desk) => {
              await desk.import(log(sound, ...order));
              return contentOf(desk);
            }),
          ),
        );
        expect(other).toEqual(one);
      }),
      runs,
    );
  });

  it('in two parts, each case cut somewhere, ends where an import in one part ends', async () => {
    await fc.assert(
      fc.asyncProperty(rows, fc.integer({ min: 1, max: 12 }), async (some, cut) => {
        const early = some.filter((text) => Number(text.split(',')[1]) < cut);
        const twice = await withDesk(async (desk) => {
          await desk.import(log(sound, ...early));
          const counts = await desk.import(log(sound, ...some));
          return { ...counts, appended: 0, content: await contentOf(desk) };
        });
        const once = await withDesk(async (desk) => {
          const counts = await desk.import(log(sound, ...some));
          return { ...counts, appended: 0, content: await contentOf(desk) };
        });
        expect(twice).toEqual(once);
      }),
      runs,
    );
  });
});
