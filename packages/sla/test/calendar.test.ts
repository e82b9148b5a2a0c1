import { describe, expect, test } from 'vitest';
import {
  CalendarExhaustedError,
  CalendarRangeError,
  InvalidAmountError,
  parseCalendar,
  ReversedIntervalError,
} from '../src/index.ts';
import {
  at,
  calendar,
  DAY,
  everyDay,
  HOUR,
  MINUTE,
  read,
  sketch,
  wallCalendar,
  workdays,
} from './support/calendars.ts';
import { dayPlan } from '../src/calendar/day-plan.ts';
import { epochDayOf } from '../src/calendar/holidays.ts';

const allDay = [{ days: everyDay, from: '00:00', to: '24:00' }];
const withLunch = [
  { days: workdays, from: '09:00', to: '12:30' },
  { days: workdays, from: '13:30', to: '17:00' },
];
const nights = [{ days: workdays, from: '22:00', to: '06:00' }];

describe('midnight', () => {
  test('a 24/7 calendar keeps the minute before midnight (zammad 3180)', () => {
    const desk = calendar({ weekly: allDay });
    expect(desk.isOpen(at('2026-11-04 23:59') + 59_999)).toBe(true);
    expect(desk.between(at('2026-11-02 00:00'), at('2026-11-09 00:00'))).toBe(7 * DAY);
    expect(desk.nextClose(at('2026-11-04 10:00'))).toBeUndefined();
  });

  test('a wall calendar counts every second', () => {
    expect(wallCalendar().between(1, 1 + 3 * DAY)).toBe(3 * DAY);
    expect(wallCalendar().add(1, DAY)).toBe(1 + DAY);
  });

  test.each([
    ['Friday night runs into Saturday', '2026-11-06 22:00', '2026-11-07 06:00', 8],
    ['Saturday and Sunday night stay closed', '2026-11-07 06:00', '2026-11-09 22:00', 0],
    ['a week holds five nights', '2026-11-02 12:00', '2026-11-09 12:00', 40],
  ])('shifts across midnight: %s', (_, from, to, hours) => {
    expect(calendar({ weekly: nights }).between(at(from), at(to))).toBe(hours * HOUR);
  });

  test('a night is one opening: its close is in the morning', () => {
    expect(read(calendar({ weekly: nights }).nextClose(at('2026-11-06 23:00')))).toBe('2026-11-07 06:00');
  });

  test('a night that begins on a closed day is not worked, and one before a closed day ends at midnight', () => {
    const desk = calendar({ weekly: nights, exceptions: [{ date: '2026-11-05', hours: 'closed' }] });
    expect(desk.between(at('2026-11-04 12:00'), at('2026-11-05 12:00'))).toBe(2 * HOUR);
    expect(desk.between(at('2026-11-05 12:00'), at('2026-11-06 12:00'))).toBe(0);
  });

  test('special hours may run across midnight', () => {
    const desk = calendar({ exceptions: [{ date: '2026-11-05', hours: [{ from: '20:00', to: '02:00' }] }] });
    expect(
      desk
        .openIntervals(at('2026-11-05 00:00'), at('2026-11-06 12:00'))
        .map((one) => [read(one.fromMs), read(one.toMs)]),
    ).toEqual([
      ['2026-11-05 20:00', '2026-11-06 02:00'],
      ['2026-11-06 09:00', '2026-11-06 12:00'],
    ]);
  });
});

describe('shifts', () => {
  test.each([
    ['across lunch', '2026-11-04 12:00', '2026-11-04 14:00', 60],
    ['inside lunch', '2026-11-04 12:45', '2026-11-04 13:15', 0],
    ['a whole day', '2026-11-04 00:00', '2026-11-05 00:00', 420],
    ['over the weekend', '2026-11-06 16:00', '2026-11-09 10:00', 120],
  ])(
    'several shifts a day with a lunch break: %s (chatwoot 14009, osTicket 6847, frappe 2212)',
    (_, from, to, minutes) => {
      expect(calendar({ weekly: withLunch }).between(at(from), at(to))).toBe(minutes * MINUTE);
    },
  );

  test('lunch is neither open nor counted when time is added', () => {
    const desk = calendar({ weekly: withLunch });
    expect(read(desk.add(at('2026-11-04 12:00'), HOUR))).toBe('2026-11-04 14:00');
    expect(read(desk.nextOpen(at('2026-11-04 12:30')))).toBe('2026-11-04 13:30');
    expect(read(desk.nextClose(at('2026-11-04 12:00')))).toBe('2026-11-04 12:30');
  });

  test.each([
    ['monday', '2026-11-09 10:00', false],
    ['tuesday', '2026-11-10 10:00', true],
    ['saturday morning', '2026-11-14 10:00', true],
    ['saturday afternoon', '2026-11-14 13:00', false],
    ['sunday', '2026-11-15 10:00', false],
  ])('a pattern over weekdays holds on %s (osTicket 6739)', (_, when, open) => {
    const weekly = [
      { days: ['tuesday', 'wednesday', 'thursday', 'friday'], from: '08:00', to: '18:00' },
      { days: ['saturday'], from: '09:00', to: '13:00' },
    ];
    expect(calendar({ weekly }).isOpen(at(when))).toBe(open);
  });

  test('shifts that touch are one opening', () => {
    const weekly = [
      { days: ['monday'], from: '09:00', to: '12:00' },
      { days: ['monday'], from: '12:00', to: '17:00' },
    ];
    expect(read(calendar({ weekly }).nextClose(at('2026-11-09 10:00')))).toBe('2026-11-09 17:00');
  });

  test('the end of a shift is closed, its beginning open', () => {
    const desk = calendar();
    expect([desk.isOpen(at('2026-11-04 09:00')), desk.isOpen(at('2026-11-04 17:00'))]).toEqual([true, false]);
  });

  test('time added ends at the close, not at the next opening', () => {
    expect(read(calendar().add(at('2026-11-06 09:00'), 8 * HOUR))).toBe('2026-11-06 17:00');
    expect(read(calendar().add(at('2026-11-06 09:00'), 8 * HOUR + MINUTE))).toBe('2026-11-09 09:01');
  });
});

describe('changes of the clocks', () => {
  test.each([
    [
      'a night in which an hour is skipped',
      nights2('saturday'),
      'Europe/Berlin',
      '2026-03-28 12:00',
      '2026-03-29 12:00',
      7 * 60,
    ],
    [
      'a night in which an hour comes twice',
      nights2('saturday'),
      'Europe/Berlin',
      '2026-10-24 12:00',
      '2026-10-25 12:00',
      9 * 60,
    ],
    [
      'a shift inside the gap',
      [sunday('02:15', '02:45')],
      'Europe/Berlin',
      '2026-03-29 00:00',
      '2026-03-30 00:00',
      0,
    ],
    [
      'a shift that begins in the gap',
      [sunday('02:15', '03:30')],
      'Europe/Berlin',
      '2026-03-29 00:00',
      '2026-03-30 00:00',
      30,
    ],
    [
      'a shift that ends in the overlap',
      [sunday('01:30', '02:30')],
      'Europe/Berlin',
      '2026-10-25 00:00',
      '2026-10-26 00:00',
      90,
    ],
    [
      'a change of half an hour',
      allDay,
      'Australia/Lord_Howe',
      '2026-04-05 00:00',
      '2026-04-06 00:00',
      24.5 * 60,
    ],
    ['a change at midnight', allDay, 'America/Havana', '2026-03-08 01:00', '2026-03-09 00:00', 23 * 60],
    ['a date that never was', allDay, 'Pacific/Apia', '2011-12-29 00:00', '2011-12-31 00:00', 24 * 60],
    [
      'a quarter of an hour from the rest',
      [sunday('09:00', '10:00')],
      'Asia/Kathmandu',
      '2026-11-15 09:30',
      '2026-11-15 12:00',
      30,
    ],
  ])('%s', (_, weekly, zone, from, to, minutes) => {
    expect(calendar({ weekly, zone }).between(at(`${from} ${zone}`), at(`${to} ${zone}`))).toBe(
      minutes * MINUTE,
    );
  });

  test.each([
    ['winter', '2026-01-14 00:00', '2026-01-14T08:00:00Z'],
    ['summer', '2026-07-15 00:00', '2026-07-15T07:00:00Z'],
    ['a summer before the rules of today', '1979-07-16 00:00', '1979-07-16T08:00:00Z'],
  ])(
    'the offset is that of the day asked for, not of today: %s (dbt_zendesk 25, 92, 142)',
    (_, midnight, opensAt) => {
      expect(calendar().nextOpen(at(midnight))).toBe(Date.parse(opensAt));
    },
  );
});

function nights2(day: string) {
  return [{ days: [day], from: '22:00', to: '06:00' }];
}

function sunday(from: string, to: string) {
  return { days: ['sunday'], from, to };
}

describe('holidays and exceptions', () => {
  test.each([
    ['Pacific/Auckland', { country: 'NZ' }, '2026-02-06'],
    ['Asia/Tokyo', { country: 'JP' }, '2026-02-11'],
    ['America/Los_Angeles', { country: 'US' }, '2026-11-26'],
    ['America/New_York', { country: 'US' }, '2021-12-31'],
    ['Europe/Berlin', { country: 'DE', state: 'BY' }, '2026-01-06'],
    ['Europe/Istanbul', { country: 'TR' }, '2026-03-20'],
  ])('close the whole local day in %s, not the day before (zammad 3706)', (zone, source, date) => {
    const desk = calendar({ zone, weekly: allDay, holidays: [source] });
    const midnight = at(`${date} 00:00 ${zone}`);
    expect([desk.isOpen(midnight - 1), desk.isOpen(midnight), desk.isOpen(midnight + DAY - 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test.each([
    ['three days and a half are three', 'TR', 'Europe/Istanbul', '2026-03-20', 3],
    ['three days, one of them of 23 hours, are three', 'BA', 'Europe/Sarajevo', '2025-03-30', 3],
    ['four days across New Year are four', 'SA', 'Asia/Riyadh', '2006-12-30', 4],
    ['half a day is one: New Year follows', 'CW', 'America/Curacao', '2026-12-31', 2],
  ])('%s: %s', (_, country, zone, date, days) => {
    const desk = calendar({ zone, weekly: allDay, holidays: [{ country }] });
    const eve = at(`${date} 00:00 ${zone}`) - 1;
    expect(desk.isOpen(eve)).toBe(true);
    expect(read(desk.nextOpen(eve + 1), zone)).toBe(
      Temporal.PlainDate.from(date).add({ days }).toString().concat(' 00:00'),
    );
  });

  test('a feast that began last year closes a day that is asked for first', () => {
    const definition = parseCalendar(
      sketch({ zone: 'Asia/Riyadh', weekly: allDay, holidays: [{ country: 'SA' }] }),
    );
    const open = ['2007-01-02', '2007-01-03'].map(
      (date) => dayPlan(definition).openOn(epochDayOf(date)).length,
    );
    expect(open).toEqual([0, 1]);
  });

  test('years and months are cut in local time: New Year begins with the local midnight (zammad 5865)', () => {
    const zone = 'America/Los_Angeles';
    const desk = calendar({ zone, weekly: allDay, holidays: [{ country: 'US' }] });
    const newYearUtc = Date.parse('2027-01-01T00:00:00Z');
    expect(desk.isOpen(newYearUtc)).toBe(true);
    expect(read(desk.nextClose(newYearUtc), zone)).toBe('2027-01-01 00:00');
    expect(read(desk.nextOpen(at(`2027-01-01 00:00 ${zone}`)), zone)).toBe('2027-01-02 00:00');
  });

  test('a state has holidays that its neighbour has not', () => {
    const epiphany = at('2026-01-06 10:00');
    const open = ['BY', 'HE'].map((state) =>
      calendar({ holidays: [{ country: 'DE', state }] }).isOpen(epiphany),
    );
    expect(open).toEqual([false, true]);
  });

  test('only the chosen types close the desk, and a named one may be worked', () => {
    const zone = 'America/New_York';
    const [columbus, valentine] = [at(`2026-10-12 10:00 ${zone}`), at(`2026-02-13 10:00 ${zone}`)];
    const open = (source: object) =>
      [columbus, valentine].map((when) =>
        calendar({ zone, holidays: [{ country: 'US', ...source }] }).isOpen(when),
      );
    expect(open({})).toEqual([false, true]);
    expect(open({ except: ['Columbus Day'] })).toEqual([true, true]);
  });

  test('an exception decides its date: it closes a weekday and opens a holiday', () => {
    const desk = calendar({
      holidays: [{ country: 'DE' }],
      exceptions: [
        { date: '2026-12-24', hours: 'closed', note: 'company holiday' },
        { date: '2026-12-25', hours: [{ from: '10:00', to: '12:00' }] },
      ],
    });
    expect(desk.between(at('2026-12-24 00:00'), at('2026-12-25 00:00'))).toBe(0);
    expect(desk.between(at('2026-12-25 00:00'), at('2026-12-26 00:00'))).toBe(2 * HOUR);
  });
});

describe('limits', () => {
  test.each([Number.NaN, 0.5, Date.UTC(1899, 11, 31), Date.UTC(2200, 0, 1), Infinity])(
    'refuses the instant %s',
    (instantMs) => {
      const desk = calendar();
      expect(() => desk.isOpen(instantMs)).toThrow(CalendarRangeError);
      expect(() => desk.between(0, instantMs)).toThrow(CalendarRangeError);
    },
  );

  test('refuses amounts that are no time', () => {
    expect(() => calendar().add(0, -1)).toThrow(InvalidAmountError);
    expect(() => calendar().add(0, 1.5)).toThrow(InvalidAmountError);
    expect(() => calendar().between(2, 1)).toThrow(ReversedIntervalError);
  });

  test('refuses more time than there is, instead of searching for ever', () => {
    expect(() => calendar().add(0, 100_000 * DAY)).toThrow(CalendarExhaustedError);
    expect(() => calendar().add(Date.UTC(2199, 11, 30), 50 * DAY)).toThrow(CalendarExhaustedError);
    expect(calendar().nextOpen(Date.UTC(2199, 11, 31, 23))).toBeUndefined();
  });

  test('carries the versions with which events are stamped', () => {
    expect(calendar()).toMatchObject({
      id: 'test',
      version: 1,
      zone: 'Europe/Berlin',
      zoneDataVersion: process.versions.tz,
    });
  });
});
