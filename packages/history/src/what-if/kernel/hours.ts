/** The open hours of a calendar over a range of time, as plain data: open stretches ascending and apart. All in epoch milliseconds. */
export interface HoursTable {
  readonly baseMs: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** The open time before each stretch. */
  readonly before: Float64Array;
  /** For each day from `baseMs` on, the first stretch that ends behind its beginning. */
  readonly firstOnDay: Uint32Array;
  /** The instant asked for last, and the open time before it: both sides of a comparison ask the same. */
  readonly memo: Float64Array;
}

/**
 * What so many business days from an instant amount to, as pieces of straight lines: from `from[p]` on it is `budget[p]`, changing by
 * `slope[p]` with each millisecond.
 */
export interface BudgetTable {
  readonly baseMs: number;
  readonly from: Float64Array;
  readonly budget: Float64Array;
  readonly slope: Int8Array;
  /** For each day from `baseMs` on, the piece in force at its beginning. */
  readonly firstOnDay: Uint32Array;
}

/** A duration: milliseconds of its clock, or what its business days amount to. */
export interface Span {
  readonly isWall: boolean;
  readonly ms: number;
  readonly days: BudgetTable | undefined;
}

export const dayMs = 86_400_000;

/** The open time of the table before an instant. */
export const openUntil = (hours: HoursTable, instantMs: number): number => {
  const { memo } = hours;
  if (memo[0] === instantMs) return memo[1]!;
  memo[0] = instantMs;
  memo[1] = countUntil(hours, instantMs);
  return memo[1];
};

const countUntil = (hours: HoursTable, instantMs: number): number => {
  const { starts, ends, before } = hours;
  let place = placeAt(hours, instantMs);
  if (place === starts.length) {
    place -= 1;
    return place < 0 ? 0 : before[place]! + ends[place]! - starts[place]!;
  }
  const start = starts[place]!;
  return instantMs > start ? before[place]! + instantMs - start : before[place]!;
};

/** The first stretch that ends behind an instant; their number, where none does. */
const placeAt = ({ baseMs, ends, firstOnDay }: HoursTable, instantMs: number): number => {
  const day = Math.floor((instantMs - baseMs) / dayMs);
  let place = day < 0 ? 0 : day >= firstOnDay.length ? ends.length : firstOnDay[day]!;
  while (place < ends.length && ends[place]! <= instantMs) place += 1;
  return place;
};

/** The first open instant from this one on; Infinity where the table has none. */
export const nextOpenFrom = (hours: HoursTable, instantMs: number): number => {
  const place = placeAt(hours, instantMs);
  return place === hours.starts.length ? Infinity : Math.max(instantMs, hours.starts[place]!);
};

/** The first instant by which the table has been open for `openMs` > 0: a close rather than the next opening. Infinity: never. */
export const instantAfter = ({ starts, ends, before }: HoursTable, openMs: number): number => {
  let [low, high] = [0, before.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before[middle]! < openMs) low = middle + 1;
    else high = middle;
  }
  const place = low - 1;
  if (place < 0) return Infinity;
  const instantMs = starts[place]! + openMs - before[place]!;
  return instantMs <= ends[place]! ? instantMs : Infinity;
};

/** What a duration that begins at an instant amounts to, in milliseconds of its clock. */
export const budgetAt = ({ ms, days }: Span, fromMs: number): number => {
  if (days === undefined) return ms;
  const { baseMs, from, budget, slope, firstOnDay } = days;
  const day = Math.floor((fromMs - baseMs) / dayMs);
  let piece = firstOnDay[Math.max(0, Math.min(day, firstOnDay.length - 1))]!;
  while (piece + 1 < from.length && from[piece + 1]! <= fromMs) piece += 1;
  return budget[piece]! + slope[piece]! * (fromMs - from[piece]!);
};

/** The instant at which a duration that begins at another has passed. Infinity: beyond the table. */
export const spanFrom = (hours: HoursTable, span: Span, fromMs: number): number => {
  if (span.isWall) return fromMs + span.ms;
  const budgetMs = budgetAt(span, fromMs);
  return instantAfter(hours, openUntil(hours, fromMs) + budgetMs);
};
