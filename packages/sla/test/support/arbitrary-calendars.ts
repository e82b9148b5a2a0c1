import fc from 'fast-check';
import type { CalendarDefinition } from '../../src/index.ts';
import { calendarSchema, parseCalendar, weekdays } from '../../src/index.ts';
import { DAY, MINUTE } from './calendars.ts';

/** Zones with daylight saving, with half and quarter hours, with changes at midnight, and with a skipped day. */
const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Havana',
  'America/Sao_Paulo',
  'America/Caracas',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Kathmandu',
  'Asia/Tehran',
  'Asia/Tokyo',
  'Australia/Lord_Howe',
  'Antarctica/Troll',
  'Pacific/Apia',
  'Pacific/Chatham',
];

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const minutes = fc.oneof(
  fc.integer({ min: 0, max: 96 }).map((quarter) => quarter * 15),
  fc.integer({ min: 0, max: 1440 }),
);

/** Up to three shifts inside one day, as pairs of minutes. */
const dayShifts = fc
  .uniqueArray(minutes, { minLength: 0, maxLength: 6 })
  .map((list) => list.toSorted((a, b) => a - b))
  .map((list) =>
    Array.from({ length: list.length >> 1 }, (_, i) => [list[2 * i] ?? 0, list[2 * i + 1] ?? 0] as const),
  );

const arbitraryWeek = fc
  .tuple(
    fc.array(dayShifts, { minLength: 7, maxLength: 7 }),
    fc.array(fc.boolean(), { minLength: 7, maxLength: 7 }),
  )
  .map(([days, nights]) =>
    days.flatMap((shifts, day) =>
      shifts.map(([from, to], place) => {
        const tomorrow = days[(day + 1) % 7]?.[0]?.[0] ?? 1440;
        // A last shift may run into the night, until tomorrow's first opens or it has lasted a day.
        const night =
          nights[day] && place === shifts.length - 1 && tomorrow > 0 ? Math.min(tomorrow, from) : 0;
        return { days: [weekdays[day]], from: clock(from), to: clock(night > 0 ? night : to) };
      }),
    ),
  )
  .filter((weekly) => weekly.length > 0 && weekly.every(({ from, to }) => from !== to));

const holidays = fc.constantFrom(
  [],
  [{ country: 'DE', state: 'BY' }],
  [{ country: 'US' }],
  [{ country: 'GB' }, { country: 'JP', types: ['public', 'bank'] }],
);

/** A calendar, with a moment around which something is likely to happen: an exception, or a change of the clocks. */
export interface Scene {
  readonly definition: CalendarDefinition;
  readonly nearMs: number;
}

const nextChange = (zone: string, fromMs: number): number =>
  Temporal.Instant.fromEpochMilliseconds(fromMs).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    ?.epochMilliseconds ?? fromMs;

const minuteIn = (fromYear: number, toYear: number) =>
  fc
    .integer({ min: Date.UTC(fromYear, 0, 1) / MINUTE, max: Date.UTC(toYear, 0, 1) / MINUTE })
    .map((minute) => minute * MINUTE);

const isoDate = (instantMs: number) => new Date(instantMs).toISOString().slice(0, 10);

const arbitraryException = fc.record({
  dayOffset: fc.integer({ min: -3, max: 3 }),
  shifts: dayShifts,
  lastEnds: fc.constantFrom(undefined, '00:00', '00:45', '05:00'),
});

type ExceptionSketch = typeof arbitraryException extends fc.Arbitrary<infer T> ? T : never;

function exceptionOf(nearMs: number, { dayOffset, shifts, lastEnds }: ExceptionSketch) {
  const hours = shifts.map(([from, to], place) => ({
    from: clock(from),
    to: (place === shifts.length - 1 && lastEnds) || clock(to),
  }));
  return { date: isoDate(nearMs + dayOffset * DAY), hours: hours.length === 0 ? 'closed' : hours };
}

export const arbitraryScene = (fromYear = 1975, toYear = 2060): fc.Arbitrary<Scene> =>
  fc
    .record({
      zone: fc.constantFrom(...zones),
      anyMs: minuteIn(fromYear, toYear),
      atChange: fc.boolean(),
      weekly: arbitraryWeek,
      holidays,
      exceptions: fc.uniqueArray(arbitraryException, {
        maxLength: 3,
        selector: ({ dayOffset }) => dayOffset,
      }),
      isWall: fc.integer({ min: 0, max: 19 }).map((drawn) => drawn === 0),
    })
    .map(({ zone, anyMs, atChange, weekly, holidays: sources, exceptions, isWall }) => {
      const nearMs = atChange ? nextChange(zone, anyMs) : anyMs;
      const identity = { id: 'any', version: 1, zone };
      const document = isWall
        ? { kind: 'wall', ...identity }
        : {
            kind: 'business',
            ...identity,
            weekly,
            holidays: sources,
            exceptions: exceptions.map((one) => exceptionOf(nearMs, one)),
          };
      return { document, nearMs };
    })
    // A night of special hours may run into the next morning's: such a document is refused.
    .filter(({ document }) => calendarSchema.safeParse(document).success)
    .map(({ document, nearMs }) => ({ definition: parseCalendar(document), nearMs }));
