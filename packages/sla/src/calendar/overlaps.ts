import { DAY_MS } from './range.ts';
import type { Hours, WeeklyShift } from './hours.ts';
import { toShift, weekdays } from './hours.ts';

/** Two openings that are open at once: `later` begins before `earlier` has ended. Indices are places in the input. */
export interface Overlap {
  readonly earlier: number;
  readonly later: number;
  readonly message: string;
}

interface Placed {
  readonly index: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly words: string;
}

/** The overlaps among placed openings, each pair named once. Pure. */
function overlapsAmong(placed: readonly Placed[]): Overlap[] {
  const found = new Map<string, Overlap>();
  let widest: Placed | undefined;
  for (const next of placed.toSorted((a, b) => a.fromMs - b.fromMs || a.index - b.index)) {
    if (widest !== undefined && next.fromMs < widest.toMs) {
      const message = `${next.words} overlaps ${widest.words}`;
      found.set(`${widest.index} ${next.index}`, { earlier: widest.index, later: next.index, message });
    }
    if (widest === undefined || next.toMs > widest.toMs) widest = next;
  }
  return [...found.values()];
}

const words = (day: string, hours: Hours) => `${day} ${hours.from}–${hours.to}`;

/** The overlaps in a weekly pattern, also from Sunday night into Monday. Pure. */
export function weeklyOverlaps(weekly: readonly WeeklyShift[]): Overlap[] {
  const placed = weekly.flatMap((shift, index) =>
    shift.days.map((day): Placed => {
      const midnightMs = weekdays.indexOf(day) * DAY_MS;
      const { fromMs, toMs } = toShift(shift);
      return { index, fromMs: midnightMs + fromMs, toMs: midnightMs + toMs, words: words(day, shift) };
    }),
  );
  const weekMs = 7 * DAY_MS;
  const fromLastWeek = placed
    .filter(({ toMs }) => toMs > weekMs)
    .map((one) => ({ ...one, fromMs: one.fromMs - weekMs, toMs: one.toMs - weekMs }));
  return overlapsAmong([...fromLastWeek, ...placed]);
}

/** The overlaps among the hours of one day. Pure. */
export const dayOverlaps = (hours: readonly Hours[]): Overlap[] =>
  overlapsAmong(hours.map((one, index) => ({ index, ...toShift(one), words: `${one.from}–${one.to}` })));
