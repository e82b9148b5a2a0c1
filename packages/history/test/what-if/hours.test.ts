import { compileCalendar, parseCalendar, type Calendar } from '@caselog/sla';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryScene } from '@caselog/sla/testing';
import { compileBudget, compileHours } from '../../src/what-if/compile-hours.ts';
import { budgetAt, dayMs, instantAfter, nextOpenFrom, openUntil } from '../../src/what-if/kernel/hours.ts';

const daysAround = 12;

/** What a calendar answers, Infinity where it has no answer within the table's time. */
const within = (toMs: number, answer: () => number | undefined): number => {
  const ms = answer() ?? Infinity;
  return ms < toMs ? ms : Infinity;
};

const compare = (calendar: Calendar, nearMs: number, atMs: number, amountMs: number, days: number): void => {
  const range = {
    fromMs: nearMs - daysAround * dayMs,
    factsMs: nearMs + daysAround * dayMs,
    toMs: nearMs + 120 * dayMs,
  };
  const hours = compileHours(calendar, range);
  const laterMs = Math.min(atMs + amountMs, range.factsMs);
  expect(openUntil(hours, laterMs) - openUntil(hours, atMs)).toBe(calendar.between(atMs, laterMs));
  expect(nextOpenFrom(hours, atMs)).toBe(within(range.toMs, () => calendar.nextOpen(atMs)));
  expect(within(range.toMs, () => instantAfter(hours, openUntil(hours, atMs) + amountMs))).toBe(
    within(range.toMs, () => calendar.add(atMs, amountMs)),
  );
  const budget = compileBudget(calendar, hours, days, range);
  for (const ms of [atMs, laterMs, atMs + 1, atMs - 1])
    expect(budgetAt({ isWall: false, ms: Number.NaN, days: budget }, ms)).toBe(
      calendar.businessDaysMs(ms, days),
    );
};

const hour = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

/** Hours of a day with a break, within the day. */
const aShift = fc
  .uniqueArray(fc.integer({ min: 0, max: 1439 }), { minLength: 4, maxLength: 4 })
  .map((minutes) => minutes.toSorted((a, b) => a - b).map(hour));

/** A desk that is never open at midnight, with a week of two kinds of days and a closed one. */
const aDesk = fc
  .record({
    zone: fc.constantFrom('America/Los_Angeles', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kolkata'),
    early: aShift,
    late: aShift,
    closedOn: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ zone, early, late, closedOn }) => ({
    kind: 'business',
    id: 'desk',
    version: 1,
    zone,
    weekly: [
      { days: ['monday', 'tuesday', 'thursday'], from: early[0], to: early[1] },
      { days: ['monday', 'tuesday', 'thursday'], from: early[2], to: early[3] },
      { days: ['wednesday', 'saturday'], from: late[0], to: late[3] },
    ],
    exceptions: [{ date: `2026-04-${String(closedOn).padStart(2, '0')}`, hours: 'closed' }],
  }));

describe('Hours as tables', () => {
  it('answer as the calendar does, across holidays, exceptions and changes of the clocks', () => {
    fc.assert(
      fc.property(
        arbitraryScene(1980, 2050),
        fc.integer({ min: -(daysAround - 1) * 1440, max: (daysAround - 1) * 1440 }),
        fc.integer({ min: 1, max: 4 * dayMs }),
        fc.integer({ min: 1, max: 12 }),
        ({ definition, nearMs }, minutes, amountMs, days) => {
          const calendar = compileCalendar(definition, 'test');
          // A calendar may never open: a policy with such a one is refused.
          fc.pre(calendar.nextOpen(nearMs - daysAround * dayMs) !== undefined);
          compare(calendar, nearMs, nearMs + minutes * 60_000, amountMs, days);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('jump where a zone puts its clocks back by half an hour, and do not slope there', () => {
    const nearMs = Date.parse('2007-12-09T07:00:00Z');
    const wall = { kind: 'wall', id: 'any', version: 1, zone: 'America/Caracas' } as const;
    expect(() => compare(compileCalendar(wall, 'test'), nearMs, nearMs, 1, 1)).not.toThrow();
  });

  it('answer as the calendar does where no hours go over midnight, whatever day is counted to', () => {
    const offsets = fc.array(fc.integer({ min: -(daysAround - 1) * dayMs, max: (daysAround - 1) * dayMs }), {
      minLength: 30,
      maxLength: 30,
    });
    const season = fc.constantFrom('2026-03-29', '2026-04-05', '2026-10-25', '2026-11-01', '2026-07-01');
    fc.assert(
      fc.property(aDesk, season, offsets, fc.integer({ min: 1, max: 20 }), (desk, date, all, days) => {
        const calendar = compileCalendar(parseCalendar(desk), 'test');
        const nearMs = Date.parse(date);
        for (const offset of all) compare(calendar, nearMs, nearMs + offset, dayMs, days);
      }),
      { numRuns: 10 },
    );
  });
});
