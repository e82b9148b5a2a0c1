/** The open hours of a calendar over a range of time, as plain data: open stretches ascending and apart. All in epoch milliseconds. */
export interface HoursTable {
  readonly baseMs: number;
  /** Of each stretch; behind the last stands one that begins and ends at Infinity. */
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  /** The open time before each stretch. */
  readonly before: Float64Array;
  /** For each slot from `baseMs` on, the first stretch that ends behind its beginning. */
  readonly firstInSlot: Int32Array;
  /** For each slot of open time, the stretch in which its beginning is reached. */
  readonly reachedInSlot: Int32Array;
}

/**
 * What so many business days from an instant amount to, as pieces of straight lines: from `from[p]` on it is `budget[p]`, changing by
 * `slope[p]` with each millisecond. Behind the last piece stands one that begins at Infinity.
 */
export interface BudgetTable {
  readonly baseMs: number;
  readonly from: Float64Array;
  readonly budget: Float64Array;
  readonly slope: Int8Array;
  /** For each slot from `baseMs` on, the piece in force at its beginning. */
  readonly firstInSlot: Int32Array;
}

/** A duration: milliseconds of its clock, or what its business days amount to. */
export interface Span {
  readonly isWall: boolean;
  readonly ms: number;
  readonly days: BudgetTable | undefined;
}

export const dayMs = 86_400_000;

/** Tables are entered by slots of time. A power of two, a quarter of an hour and a bit: dividing by it is exact. */
export const slotMs = 2 ** 20;
const slotsPerMs = 1 / slotMs;

/** The open time of the table before an instant. */
export const openUntil = (hours: HoursTable, instantMs: number): number => {
  const place = placeAt(hours, instantMs);
  return hours.before[place]! + Math.max(0, instantMs - hours.starts[place]!);
};

/** The first stretch that ends behind an instant; the one at Infinity, where none does. */
const placeAt = ({ baseMs, ends, firstInSlot }: HoursTable, instantMs: number): number => {
  const slot = (instantMs - baseMs) * slotsPerMs;
  if (!(slot < firstInSlot.length)) return ends.length - 1;
  let place = slot < 0 ? 0 : firstInSlot[slot | 0]!;
  while (ends[place]! <= instantMs) place += 1;
  return place;
};

/** The first open instant from this one on; Infinity where the table has none. */
export const nextOpenFrom = (hours: HoursTable, instantMs: number): number =>
  Math.max(instantMs, hours.starts[placeAt(hours, instantMs)]!);

/** The first instant by which the table has been open for `openMs` > 0: a close rather than the next opening. Infinity: never. */
export const instantAfter = ({ starts, before, reachedInSlot }: HoursTable, openMs: number): number => {
  const slot = openMs * slotsPerMs;
  if (!(slot < reachedInSlot.length) || openMs > before[before.length - 1]! || openMs <= 0) return Infinity;
  let place = reachedInSlot[slot | 0]!;
  while (before[place + 1]! < openMs) place += 1;
  return starts[place]! + openMs - before[place]!;
};

/** What a duration that begins at an instant amounts to, in milliseconds of its clock. */
export const budgetAt = ({ ms, days }: Span, fromMs: number): number => {
  if (days === undefined) return ms;
  const { baseMs, from, budget, slope, firstInSlot } = days;
  const slot = (fromMs - baseMs) * slotsPerMs;
  let piece = slot < 0 ? 0 : firstInSlot[slot < firstInSlot.length ? slot | 0 : firstInSlot.length - 1]!;
  while (from[piece + 1]! <= fromMs) piece += 1;
  return budget[piece]! + slope[piece]! * (fromMs - from[piece]!);
};

/** The instant at which a duration that begins at another has passed. Infinity: beyond the table. */
export const spanFrom = (hours: HoursTable, span: Span, fromMs: number): number => {
  if (span.isWall) return fromMs + span.ms;
  const budgetMs = budgetAt(span, fromMs);
  return instantAfter(hours, openUntil(hours, fromMs) + budgetMs);
};
