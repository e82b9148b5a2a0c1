import { CalendarExhaustedError, InvalidAmountError } from '../errors.ts';
import type { Calendar } from './calendar.ts';
import type { DayPlan } from './day-plan.ts';
import { DAY_MS, RANGE_TO_MS } from './range.ts';
import type { Zone } from './zone.ts';

interface Parts extends Pick<Calendar, 'id' | 'between' | 'add' | 'nextOpen'> {
  readonly id: string;
  readonly zone: Zone;
  readonly plan: DayPlan;
}

const DAYS_MAX = 3_660;

/** Counts in business days: the local dates on which a shift begins. The rule is in infra/decisions. Observably pure. */
export function businessDays(parts: Parts): Pick<Calendar, 'addBusinessDays' | 'businessDaysMs'> {
  const { id, zone, plan, between, add, nextOpen } = parts;

  /** The day whose shift is being worked at an open wall time: after midnight it may be yesterday's. */
  const shiftDay = (wallMs: number): number => {
    const day = Math.floor(wallMs / DAY_MS);
    const timeMs = wallMs - day * DAY_MS;
    const own = plan.shiftsOn(day).some((shift) => shift.fromMs <= timeMs && timeMs < shift.toMs);
    return own ? day : day - 1;
  };

  /** A shift may fall into a gap, or its whole date may be skipped: then nobody works it. */
  const isWorked = (day: number): boolean =>
    plan.shiftsOn(day).some(({ fromMs, toMs }) => {
      const start = zone.firstInstantAt(day * DAY_MS + fromMs);
      const end = zone.firstInstantAt(day * DAY_MS + toMs);
      return end > start && between(start, end) > 0;
    });

  const startAndBudget = (fromMs: number, days: number): { startMs: number; budgetMs: number } => {
    if (!Number.isInteger(days) || days < 1 || days > DAYS_MAX)
      throw new InvalidAmountError('business days', days);
    const startMs = nextOpen(fromMs);
    if (startMs === undefined) throw new CalendarExhaustedError(id, fromMs, `${days} business days`);
    const wallMs = zone.wallAt(startMs);
    const firstDay = shiftDay(wallMs);
    let day = firstDay;
    for (let left = days; left > 0;) {
      day += 1;
      if ((day + 2) * DAY_MS >= RANGE_TO_MS)
        throw new CalendarExhaustedError(id, fromMs, `${days} business days`);
      if (isWorked(day)) left -= 1;
    }
    const sameTimeMs = zone.firstInstantAt(wallMs + (day - firstDay) * DAY_MS);
    return { startMs, budgetMs: between(startMs, sameTimeMs) };
  };

  return {
    businessDaysMs: (fromMs, days) => startAndBudget(fromMs, days).budgetMs,
    addBusinessDays: (fromMs, days) => {
      const { startMs, budgetMs } = startAndBudget(fromMs, days);
      return add(startMs, budgetMs);
    },
  };
}
