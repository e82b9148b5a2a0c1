import { compileCalendar, type Calendar } from '@caselog/sla';
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
});
