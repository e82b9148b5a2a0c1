import type { CalendarDefinition } from './definition.ts';
import type { HolidaySource } from './holidays.ts';
import { epochDayOf, holidaysOf } from './holidays.ts';
import type { Shift } from './hours.ts';
import { toShift, weekdayOf, weekdays } from './hours.ts';
import { DAY_MS } from './range.ts';

/** Which wall times of which local dates are open. Dates are days since 1970-01-01, times milliseconds after midnight. */
export interface DayPlan {
  /** The shifts that begin on the day, in order. */
  shiftsOn(epochDay: number): readonly Shift[];
  /** What is open between the day's own two midnights: its shifts, and the tail of yesterday's. */
  openOn(epochDay: number): readonly Shift[];
}

const NONE: readonly Shift[] = [];
const ALL_DAY: readonly Shift[] = [{ fromMs: 0, toMs: DAY_MS }];

const yearOf = (epochDay: number) => new Date(epochDay * DAY_MS).getUTCFullYear();

/** The holidays of every source as a lazily filled set of days: a year is computed once, with its neighbours' overhang. */
function closedDays(sources: readonly HolidaySource[]): (epochDay: number) => boolean {
  if (sources.length === 0) return () => false;
  const years = new Set<number>();
  const days = new Set<number>();
  const learn = (year: number) => {
    if (years.has(year)) return;
    years.add(year);
    for (const source of sources) for (const { date } of holidaysOf(source, year)) days.add(epochDayOf(date));
  };
  return (epochDay) => {
    const year = yearOf(epochDay);
    learn(year);
    // A holiday of several days may begin in December.
    learn(yearOf(epochDay - 14));
    return days.has(epochDay);
  };
}

const byBeginning = (a: Shift, b: Shift) => a.fromMs - b.fromMs;

/**
 * The plan of a calendar, by this rule: an exception decides its date, else a holiday closes it, else the weekday rules.
 * A shift belongs to the day on which it begins: it is not worked when that day is closed, and it ends at midnight when
 * the next date is decided by an exception or a holiday. Observably pure.
 */
export function dayPlan(definition: CalendarDefinition): DayPlan {
  if (definition.kind === 'wall') return { shiftsOn: () => ALL_DAY, openOn: () => ALL_DAY };
  const week = weekdays.map((day) =>
    definition.weekly
      .filter(({ days }) => days.includes(day))
      .map(toShift)
      .toSorted(byBeginning),
  );
  const special = new Map(
    definition.exceptions.map(({ date, hours }): [number, readonly Shift[]] => [
      epochDayOf(date),
      hours === 'closed' ? NONE : hours.map(toShift).toSorted(byBeginning),
    ]),
  );
  const isHoliday = closedDays(definition.holidays);
  const decided = (epochDay: number) => special.get(epochDay) ?? (isHoliday(epochDay) ? NONE : undefined);
  const shiftsOn = (epochDay: number) => decided(epochDay) ?? week[weekdayOf(epochDay)] ?? NONE;
  const openOn = (epochDay: number) => {
    const own = shiftsOn(epochDay).map(({ fromMs, toMs }) => ({ fromMs, toMs: Math.min(toMs, DAY_MS) }));
    if (decided(epochDay) !== undefined) return own;
    const tails = shiftsOn(epochDay - 1).filter(({ toMs }) => toMs > DAY_MS);
    return [...tails.map(({ toMs }) => ({ fromMs: 0, toMs: toMs - DAY_MS })), ...own];
  };
  return { shiftsOn, openOn };
}
