import type { Calendar } from '../../src/index.ts';
import { compileCalendar, parseCalendar } from '../../src/index.ts';

export const workdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const;
export const everyDay = [...workdays, 'saturday', 'sunday'] as const;

interface Sketch {
  readonly zone?: string;
  readonly weekly?: readonly unknown[];
  readonly holidays?: readonly unknown[];
  readonly exceptions?: readonly unknown[];
}

/** Monday to Friday, nine to five in Berlin, unless told otherwise. */
export const sketch = ({ zone = 'Europe/Berlin', weekly, holidays = [], exceptions = [] }: Sketch = {}) => ({
  kind: 'business',
  id: 'test',
  version: 1,
  zone,
  weekly: weekly ?? [{ days: workdays, from: '09:00', to: '17:00' }],
  holidays,
  exceptions,
});

const calendarOf = (definition: unknown): Calendar =>
  compileCalendar(parseCalendar(definition), process.versions.tz ?? 'unknown');

export const calendar = (parts: Sketch = {}): Calendar => calendarOf(sketch(parts));

export const wallCalendar = (zone = 'UTC'): Calendar =>
  calendarOf({ kind: 'wall', id: 'always', version: 1, zone });

/** `2026-11-04 10:42 Europe/Berlin` as epoch milliseconds. */
export function at(words: string): number {
  const [date, time, zone = 'Europe/Berlin'] = words.split(' ');
  return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(zone).epochMilliseconds;
}

/** Epoch milliseconds as `2026-11-04 10:42` in the zone. */
export const read = (instantMs: number | undefined, zone = 'Europe/Berlin'): string =>
  instantMs === undefined
    ? 'never'
    : Temporal.Instant.fromEpochMilliseconds(instantMs)
        .toZonedDateTimeISO(zone)
        .toPlainDateTime()
        .toString()
        .replace('T', ' ')
        .slice(0, 16);

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
