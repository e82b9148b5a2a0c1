import { expect, test } from 'vitest';
import { InvalidCalendarError, parseCalendar } from '../src/index.ts';
import { sketch, workdays } from './support/calendars.ts';

const refusal = (document: unknown): string[] => {
  try {
    parseCalendar(document);
    return [];
  } catch (error) {
    if (error instanceof InvalidCalendarError)
      return error.faults.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
};
const shift = (from: string, to: string, days: readonly string[] = ['monday']) => ({ days, from, to });

test.each([
  ['an unknown zone', sketch({ zone: 'Mars/Phobos' }), ['zone: unknown time zone Mars/Phobos']],
  ['an offset in place of a zone', sketch({ zone: '+05:30' }), ['zone: unknown time zone +05:30']],
  ['an empty calendar', sketch({ weekly: [] }), ['weekly: a calendar without a weekly shift never opens']],
  [
    'a shift without days',
    sketch({ weekly: [shift('09:00', '10:00', [])] }),
    [expect.stringContaining('weekly.0.days: ')],
  ],
  [
    'an empty shift',
    sketch({ weekly: [shift('09:00', '09:00')] }),
    [expect.stringContaining('weekly.0.to: must differ')],
  ],
  [
    'a time that is none',
    sketch({ weekly: [shift('24:00', '25:00')] }),
    [
      expect.stringContaining('weekly.0.from: must be a time'),
      expect.stringContaining('weekly.0.to: must be a time'),
    ],
  ],
  [
    'overlapping shifts',
    sketch({ weekly: [shift('09:00', '12:00', workdays), shift('11:00', '13:00', ['tuesday'])] }),
    ['weekly.1: tuesday 11:00–13:00 overlaps tuesday 09:00–12:00'],
  ],
  [
    'every shift inside a long one',
    sketch({ weekly: [shift('09:00', '18:00'), shift('10:00', '11:00'), shift('12:00', '13:00')] }),
    [
      'weekly.1: monday 10:00–11:00 overlaps monday 09:00–18:00',
      'weekly.2: monday 12:00–13:00 overlaps monday 09:00–18:00',
    ],
  ],
  [
    'a day named twice',
    sketch({ weekly: [shift('09:00', '12:00', ['monday', 'monday'])] }),
    ['weekly.0: monday 09:00–12:00 overlaps monday 09:00–12:00'],
  ],
  [
    'a night that runs into the morning shift',
    sketch({ weekly: [shift('20:00', '08:00', ['sunday']), shift('07:00', '12:00')] }),
    ['weekly.1: monday 07:00–12:00 overlaps sunday 20:00–08:00'],
  ],
  [
    'impossible dates',
    sketch({
      exceptions: [
        { date: '2026-02-30', hours: 'closed' },
        { date: '2027-02-29', hours: 'closed' },
      ],
    }),
    ['exceptions.0.date: no such date 2026-02-30', 'exceptions.1.date: no such date 2027-02-29'],
  ],
  [
    'a date with two exceptions',
    sketch({
      exceptions: [
        { date: '2026-12-24', hours: 'closed' },
        { date: '2026-12-24', hours: 'closed' },
      ],
    }),
    ['exceptions.1.date: 2026-12-24 stands at exceptions.0 already'],
  ],
  [
    'overlapping special hours',
    sketch({
      exceptions: [
        {
          date: '2026-12-24',
          hours: [
            { from: '09:00', to: '12:00' },
            { from: '10:00', to: '11:00' },
          ],
        },
      ],
    }),
    [expect.stringContaining('exceptions.0.hours')],
  ],
  [
    'special hours that run into the next morning',
    sketch({ exceptions: [{ date: '2026-12-21', hours: [{ from: '20:00', to: '10:00' }] }] }),
    ["exceptions.0.hours.0: 2026-12-21 20:00–10:00 overlaps the next day's 09:00–17:00"],
  ],
  [
    'an unknown country',
    sketch({ holidays: [{ country: 'XX' }] }),
    ['holidays.0.country: unknown country XX'],
  ],
  [
    'an unknown state',
    sketch({ holidays: [{ country: 'DE', state: 'ZZ' }] }),
    ['holidays.0.state: unknown state ZZ of DE'],
  ],
  [
    'an unknown region',
    sketch({ holidays: [{ country: 'DE', state: 'BY', region: 'ZZ' }] }),
    ['holidays.0.region: unknown region ZZ of DE BY'],
  ],
  [
    'an unknown holiday',
    sketch({ holidays: [{ country: 'US', except: ['Towel Day'] }] }),
    ['holidays.0.except.0: unknown holiday Towel Day of US'],
  ],
  ['a key that no calendar has', { ...sketch(), weekend: [] }, [expect.stringContaining('weekend')]],
  ['no kind', { id: 'x' }, [expect.stringContaining('kind: ')]],
])('refuses %s, with the path of the fault', (_, document, faults) => {
  expect(refusal(document)).toEqual(faults);
});

test('names every fault of a document at once', () => {
  const document = {
    ...sketch({
      zone: 'Nowhere',
      weekly: [shift('09:00', '12:00'), shift('10:00', '11:00')],
      holidays: [{ country: 'XX' }],
    }),
    version: 0,
    exceptions: [{ date: '2026-13-01', hours: 'closed' }],
  };
  const paths = refusal(document).map((fault) => fault.slice(0, fault.indexOf(':')));
  expect(paths.toSorted()).toEqual([
    'exceptions.0.date',
    'holidays.0.country',
    'version',
    'weekly.1',
    'zone',
  ]);
});
