import { describe, expect, test } from 'vitest';
import { addDuration, budgetOf, durationFaults, durationSchema, InvalidAmountError } from '../src/index.ts';
import { at, calendar, HOUR, read, wallCalendar, workdays } from './support/calendars.ts';

const shortFriday = [
  { days: ['monday', 'tuesday', 'wednesday', 'thursday'], from: '09:00', to: '17:00' },
  { days: ['friday'], from: '09:00', to: '13:00' },
];
const nights = [{ days: workdays, from: '22:00', to: '06:00' }];
const lunch = [
  { days: workdays, from: '09:00', to: '12:30' },
  { days: workdays, from: '13:30', to: '17:00' },
];

describe('one business day', () => {
  // 2026-11-02 is a Monday.
  test.each([
    [
      'asked while open: the same time on the next business day',
      undefined,
      '2026-11-03 10:15',
      '2026-11-04 10:15',
    ],
    ['asked on Friday: the same time on Monday', undefined, '2026-11-06 16:00', '2026-11-09 16:00'],
    ['asked at the weekend: the close of Monday', undefined, '2026-11-07 11:00', '2026-11-09 17:00'],
    ['asked after hours: the close of the next day', undefined, '2026-11-03 20:00', '2026-11-04 17:00'],
    ['asked before hours: the close of the same day', undefined, '2026-11-03 06:00', '2026-11-03 17:00'],
    [
      'asked at the very opening: the close of the same day',
      undefined,
      '2026-11-03 09:00',
      '2026-11-03 17:00',
    ],
    ['asked at lunch: the beginning of the next lunch', lunch, '2026-11-03 12:45', '2026-11-04 12:30'],
    ['the same time is after a short day: its close', shortFriday, '2026-11-05 15:00', '2026-11-06 13:00'],
    ['a night belongs to the day on which it begins', nights, '2026-11-07 02:00', '2026-11-10 02:00'],
  ])('%s', (_, weekly, from, due) => {
    expect(read(calendar({ weekly }).addBusinessDays(at(from), 1))).toBe(due);
  });

  test('skips holidays', () => {
    const desk = calendar({ holidays: [{ country: 'DE' }] });
    expect(read(desk.addBusinessDays(at('2026-12-24 10:00'), 1))).toBe('2026-12-28 10:00');
  });

  test.each([
    ['into a gap: the end of the gap', 'Europe/Berlin', '2026-03-28 02:30', '2026-03-29 03:00'],
    ['into an overlap: the first time', 'Europe/Berlin', '2026-10-24 02:30', '2026-10-25 02:30'],
    ['over a date that never was', 'Pacific/Apia', '2011-12-29 10:00', '2011-12-31 10:00'],
  ])('keeps wall time across a change of the clocks %s', (_, zone, from, due) => {
    expect(read(wallCalendar(zone).addBusinessDays(at(`${from} ${zone}`), 1), zone)).toBe(due);
  });

  test.each([0, -1, 1.5, 4_000, Number.NaN])('refuses %s business days', (days) => {
    expect(() => calendar().addBusinessDays(0, days)).toThrow(InvalidAmountError);
  });
});

describe('a duration', () => {
  const tuesday = at('2026-11-03 16:00');

  test.each([
    [{ businessDays: 2 }, '2026-11-05 16:00'],
    [{ businessHours: 4 }, '2026-11-04 12:00'],
    [{ businessMinutes: 90 }, '2026-11-04 09:30'],
    [{ wallDays: 7 }, '2026-11-10 16:00'],
    [{ wallHours: 4 }, '2026-11-03 20:00'],
    [{ wallMinutes: 30 }, '2026-11-03 16:30'],
  ])('%o ends where its clock says (chatwoot PR 13392)', (duration, due) => {
    expect(read(addDuration(calendar(), tuesday, duration))).toBe(due);
  });

  test('is a budget of the clock that it counts in', () => {
    expect(budgetOf({ businessDays: 1 }, calendar({ weekly: shortFriday }), at('2026-11-06 12:00'))).toEqual({
      clock: 'business',
      budgetMs: 4 * HOUR,
    });
  });

  test.each([{}, { businessDays: 1, wallDays: 1 }, { businessDays: 0.5 }, { hours: 1 }])(
    'refuses %o',
    (duration) => {
      expect(durationSchema.safeParse(duration).error?.issues[0]?.message).toMatch(/^must be exactly one of/);
    },
  );

  test.each([
    [{ businessHours: 40 }, 0],
    [{ businessHours: 2_000 }, 1],
    [{ businessHours: 90_000 }, 1],
    [{ wallDays: 3_600 }, 0],
  ])('of %o is too much for an hour a week: %i faults', (duration, faults) => {
    const hourAWeek = calendar({ weekly: [{ days: ['monday'], from: '09:00', to: '10:00' }] });
    expect(durationFaults(duration, hourAWeek)).toHaveLength(faults);
  });

  test('refuses no time at all, and names the unit', () => {
    expect(durationSchema.safeParse({ wallHours: 0 }).error?.issues).toMatchObject([{ path: ['wallHours'] }]);
  });
});
