import * as z from 'zod';
import type { Calendar } from './calendar/calendar.ts';
import { DAY_MS } from './calendar/range.ts';
import type { Fault } from './errors.ts';
import { CalendarExhaustedError } from './errors.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const count = z.int().min(1).max(3_660);
const amount = z.number().positive().max(100_000);

/**
 * An amount of business time (counted in a calendar's open hours) or of wall time (every second counts). A wall day is
 * 24 hours; a business day is explained at `Calendar.addBusinessDays`.
 */
export const durationSchema = z.union(
  [
    z.strictObject({ businessDays: count }),
    z.strictObject({ businessHours: amount }),
    z.strictObject({ businessMinutes: amount }),
    z.strictObject({ wallDays: amount }),
    z.strictObject({ wallHours: amount }),
    z.strictObject({ wallMinutes: amount }),
  ],
  {
    error:
      'must be exactly one of businessDays, businessHours, businessMinutes, wallDays, wallHours, wallMinutes',
  },
);
export type Duration = z.output<typeof durationSchema>;

/** Whose seconds a duration counts: those of open hours, or all. */
export type Clock = 'business' | 'wall';

/** A duration that begins at an instant, as milliseconds of its clock. */
export interface Budget {
  readonly clock: Clock;
  readonly budgetMs: number;
}

const whole = (ms: number) => Math.max(1, Math.round(ms));

/** What a duration that begins at `fromMs` amounts to on the calendar. Observably pure; errors as `Calendar.add`. */
export function budgetOf(duration: Duration, calendar: Calendar, fromMs: number): Budget {
  if ('businessDays' in duration)
    return { clock: 'business', budgetMs: calendar.businessDaysMs(fromMs, duration.businessDays) };
  if ('businessHours' in duration)
    return { clock: 'business', budgetMs: whole(duration.businessHours * HOUR_MS) };
  if ('businessMinutes' in duration)
    return { clock: 'business', budgetMs: whole(duration.businessMinutes * MINUTE_MS) };
  if ('wallDays' in duration) return { clock: 'wall', budgetMs: whole(duration.wallDays * DAY_MS) };
  if ('wallHours' in duration) return { clock: 'wall', budgetMs: whole(duration.wallHours * HOUR_MS) };
  return { clock: 'wall', budgetMs: whole(duration.wallMinutes * MINUTE_MS) };
}

/** The instant at which a duration that begins at `fromMs` has passed. Observably pure; errors as `Calendar.add`. */
export function addDuration(calendar: Calendar, fromMs: number, duration: Duration): number {
  const { clock, budgetMs } = budgetOf(duration, calendar, fromMs);
  return clock === 'wall' ? fromMs + budgetMs : calendar.add(fromMs, budgetMs);
}

const PROBE_FROM_MS = Date.UTC(2026, 0, 1);
const YEARS_MAX = 10;

/**
 * Why no promise should be made of a duration on a calendar: it opens too little to hold it within ten years. Empty when it
 * can be. A policy is refused with these faults when it is published, so that no clock meets such a promise. Observably pure.
 */
export function durationFaults(duration: Duration, calendar: Calendar): Fault[] {
  const message = `takes more than ${YEARS_MAX} years of calendar ${calendar.id}`;
  try {
    const dueMs = addDuration(calendar, PROBE_FROM_MS, duration);
    return dueMs - PROBE_FROM_MS > YEARS_MAX * 366 * DAY_MS ? [{ path: 'within', message }] : [];
  } catch (error) {
    if (error instanceof CalendarExhaustedError) return [{ path: 'within', message }];
    throw error;
  }
}
