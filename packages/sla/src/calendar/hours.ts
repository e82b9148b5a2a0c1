import * as z from 'zod';
import { DAY_MS } from './range.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Monday is 0. */
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** The place in `weekdays` of a day since 1970-01-01, which was a Thursday. Pure. */
export const weekdayOf = (epochDay: number): number => (((epochDay + 3) % 7) + 7) % 7;

/** A shift in milliseconds after the midnight with which its day begins; `toMs` may reach into the next day. */
export interface Shift {
  readonly fromMs: number;
  readonly toMs: number;
}

const from = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time from 00:00 to 23:59');
const to = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time from 00:00 to 24:00');
const notEmpty = (hours: { from: string; to: string }) => hours.from !== hours.to;
const emptyMessage = { path: ['to'], message: 'must differ from `from`; 24:00 is the end of the day' };

/** Opening hours on one day, in wall time. When `to` is not after `from`, they run across midnight into the next day. */
export const hoursSchema = z.strictObject({ from, to }).refine(notEmpty, emptyMessage);
export type Hours = z.output<typeof hoursSchema>;

/** Opening hours on the named weekdays, each beginning on that day. */
export const weeklyShiftSchema = z
  .strictObject({ days: z.array(z.enum(weekdays)).min(1), from, to })
  .refine(notEmpty, emptyMessage);
export type WeeklyShift = z.output<typeof weeklyShiftSchema>;

const msOfDay = (time: string): number =>
  Number(time.slice(0, 2)) * HOUR_MS + Number(time.slice(3, 5)) * MINUTE_MS;

/** `{ from: '22:00', to: '06:00' }` as milliseconds after midnight, 22 h to 30 h. Pure. */
export function toShift(hours: Hours): Shift {
  const fromMs = msOfDay(hours.from);
  const toMs = msOfDay(hours.to);
  return { fromMs, toMs: toMs > fromMs ? toMs : toMs + DAY_MS };
}
