import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileCalendar } from '../src/index.ts';
import { arbitraryScene } from './support/arbitrary-calendars.ts';
import { DAY, MINUTE } from './support/calendars.ts';
import { minuteCounter } from './support/minute-counter.ts';

const around = (nearMs: number, daysMax: number) =>
  fc.integer({ min: -daysMax * DAY, max: daysMax * DAY }).map((offsetMs) => nearMs + offsetMs);

/** A scene with instants in order, near its point of interest. */
const sceneWith = (instants: number, daysMax: number) =>
  arbitraryScene().chain(({ definition, nearMs }) =>
    fc
      .array(around(nearMs, daysMax), { minLength: instants, maxLength: instants })
      .map((list) => list.toSorted((a, b) => a - b))
      .map((ms) => ({ definition, ms })),
  );

describe('a calendar', () => {
  test('agrees with a counter of single minutes, in every operation', () => {
    fc.assert(
      fc.property(
        arbitraryScene(),
        fc.integer({ min: 0, max: 2_000 }),
        fc.array(fc.tuple(fc.nat(2_000), fc.nat(2_000)), { minLength: 10, maxLength: 10 }),
        ({ definition, nearMs }, minutesBefore, pairs) => {
          const calendar = compileCalendar(definition, 'test');
          const isOpen = minuteCounter(definition);
          const startMs = nearMs - minutesBefore * MINUTE;
          const open = Array.from({ length: 2_001 }, (_, minute) => isOpen(startMs + minute * MINUTE));
          const openBefore = open.reduce<number[]>(
            (sums, one) => (sums.push((sums.at(-1) ?? 0) + Number(one)), sums),
            [0],
          );
          expect(open.map((_, minute) => calendar.isOpen(startMs + minute * MINUTE))).toEqual(open);
          for (const [one, other] of pairs) {
            const [from, to] = one < other ? [one, other] : [other, one];
            const counted = ((openBefore[to] ?? 0) - (openBefore[from] ?? 0)) * MINUTE;
            const [fromMs, toMs] = [startMs + from * MINUTE, startMs + to * MINUTE];
            expect(calendar.between(fromMs, toMs)).toBe(counted);
            const lastOpen = open.lastIndexOf(true, to - 1);
            if (counted > 0) expect(calendar.add(fromMs, counted)).toBe(startMs + (lastOpen + 1) * MINUTE);
            const nextOpen = open.indexOf(true, from);
            if (nextOpen >= 0) expect(calendar.nextOpen(fromMs)).toBe(startMs + nextOpen * MINUTE);
            const nextClose = open.indexOf(false, from);
            if (nextClose >= 0) expect(calendar.nextClose(fromMs)).toBe(startMs + nextClose * MINUTE);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('adds what it counts: `add` is the inverse of `between`, at the first instant that fits', () => {
    fc.assert(
      fc.property(
        sceneWith(1, 400),
        fc.double({ min: 0.0001, max: 1, noNaN: true }),
        ({ definition, ms: [fromMs = 0] }, share) => {
          const calendar = compileCalendar(definition, 'test');
          const openMs = Math.ceil(share * calendar.between(fromMs, fromMs + 400 * DAY));
          const toMs = calendar.add(fromMs, openMs);
          expect(calendar.between(fromMs, toMs)).toBe(openMs);
          expect(calendar.between(fromMs, toMs - 1)).toBe(openMs - 1);
          expect(calendar.add(fromMs, 0)).toBe(fromMs);
        },
      ),
    );
  });

  test('never counts less for a longer stretch, and counts a stretch as the sum of its parts', () => {
    fc.assert(
      fc.property(sceneWith(3, 900), ({ definition, ms: [a = 0, b = 0, c = 0] }) => {
        const calendar = compileCalendar(definition, 'test');
        expect(calendar.between(a, c)).toBe(calendar.between(a, b) + calendar.between(b, c));
        expect(calendar.between(a, b)).toBeLessThanOrEqual(Math.min(b - a, calendar.between(a, c)));
        expect(calendar.add(a, calendar.between(a, b))).toBeLessThanOrEqual(b);
      }),
    );
  });

  test('lists open stretches that lie apart, in order, and hold what it counts', () => {
    fc.assert(
      fc.property(sceneWith(2, 300), ({ definition, ms: [fromMs = 0, toMs = 0] }) => {
        const calendar = compileCalendar(definition, 'test');
        const stretches = calendar.openIntervals(fromMs, toMs);
        expect(stretches.reduce((sum, one) => sum + one.toMs - one.fromMs, 0)).toBe(
          calendar.between(fromMs, toMs),
        );
        for (const [index, one] of stretches.entries()) {
          const nextMs = stretches[index + 1]?.fromMs ?? toMs;
          expect(one.fromMs).toBeLessThan(one.toMs);
          expect(calendar.nextOpen(one.fromMs)).toBe(one.fromMs);
          if (one.toMs < toMs) expect(calendar.nextClose(one.fromMs)).toBe(one.toMs);
          if (one.toMs < nextMs) expect(calendar.between(one.toMs, nextMs)).toBe(0);
          expect(one.toMs === nextMs && nextMs !== toMs).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('never answers an earlier instant for more business days, and holds exactly the time it says', () => {
    fc.assert(
      fc.property(
        sceneWith(1, 400),
        fc.integer({ min: 1, max: 12 }),
        ({ definition, ms: [fromMs = 0] }, days) => {
          const calendar = compileCalendar(definition, 'test');
          const due = calendar.addBusinessDays(fromMs, days);
          expect(calendar.between(fromMs, due)).toBe(calendar.businessDaysMs(fromMs, days));
          expect(calendar.addBusinessDays(fromMs, days + 1)).toBeGreaterThanOrEqual(due);
          expect(due).toBeGreaterThan(fromMs);
        },
      ),
    );
  });
});
