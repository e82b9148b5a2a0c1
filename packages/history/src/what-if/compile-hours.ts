import { budgetOf, type Calendar, type Duration } from '@caselog/sla';
import { dayMs, type BudgetTable, type HoursTable, type Span } from './kernel/hours.ts';

/** The time that tables are to cover, in epoch milliseconds: facts lie in it up to `factsMs`, accounts reach to `toMs`. */
export interface Range {
  readonly fromMs: number;
  readonly factsMs: number;
  readonly toMs: number;
}

const startOfDay = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

/** For each day from `baseMs` to `toMs`, the first place at which `isReached` holds of its beginning; places ascend. */
const placesByDay = (
  baseMs: number,
  toMs: number,
  places: number,
  isReached: (place: number, dayStartMs: number) => boolean,
): Uint32Array => {
  const firstOnDay = new Uint32Array(Math.max(1, Math.ceil((toMs - baseMs) / dayMs)));
  for (let day = 0, place = 0; day < firstOnDay.length; day += 1) {
    while (place < places && !isReached(place, baseMs + day * dayMs)) place += 1;
    firstOnDay[day] = place;
  }
  return firstOnDay;
};

/** The open hours of a calendar as a table. Observably pure. */
export const compileHours = (calendar: Calendar, { fromMs, toMs }: Range): HoursTable => {
  const baseMs = startOfDay(fromMs);
  const stretches = calendar.openIntervals(baseMs, toMs);
  const starts = Float64Array.from(stretches, (stretch) => stretch.fromMs);
  const ends = Float64Array.from(stretches, (stretch) => stretch.toMs);
  const before = new Float64Array(stretches.length);
  for (let place = 1; place < stretches.length; place += 1)
    before[place] = before[place - 1]! + ends[place - 1]! - starts[place - 1]!;
  return {
    baseMs,
    starts,
    ends,
    before,
    firstOnDay: placesByDay(baseMs, toMs, ends.length, (place, dayMsStart) => ends[place]! > dayMsStart),
  };
};

interface Piece {
  readonly fromMs: number;
  readonly budgetMs: number;
  readonly slope: number;
}

/** Zones change their offset on the half hour, so that between two of them a budget changes evenly, or at its calendar's own hours. */
const gridMs = 1_800_000;

/** Where a budget may change its course: where the calendar opens or closes, and on the half hours in between. */
const cutsOf = ({ starts, ends }: HoursTable, { fromMs, factsMs }: Range): number[] => {
  const cuts = [fromMs];
  for (let place = 0; place < starts.length && starts[place]! <= factsMs; place += 1) {
    const [start, end] = [Math.max(starts[place]!, fromMs), Math.min(ends[place]!, factsMs + 1)];
    if (start > cuts.at(-1)!) cuts.push(start);
    for (let at = Math.floor(start / gridMs + 1) * gridMs; at < end; at += gridMs) cuts.push(at);
    if (end > cuts.at(-1)!) cuts.push(end);
  }
  return cuts;
};

/** The budget between two cuts as straight pieces: halved until each is one. */
function* piecesBetween(budgetFrom: (ms: number) => number, fromMs: number, toMs: number): Generator<Piece> {
  const lastMs = toMs - 1;
  const [first, last] = [budgetFrom(fromMs), budgetFrom(lastMs)];
  const slope = lastMs === fromMs ? 0 : (last - first) / (lastMs - fromMs);
  if (slope === 0 || slope === -1 || slope === 1) {
    yield { fromMs, budgetMs: first, slope };
    return;
  }
  const middleMs = Math.floor((fromMs + toMs) / 2);
  yield* piecesBetween(budgetFrom, fromMs, middleMs);
  yield* piecesBetween(budgetFrom, middleMs, toMs);
}

const continues = (before: Piece | undefined, { fromMs, budgetMs, slope }: Piece): boolean =>
  before?.slope === slope && before.budgetMs + slope * (fromMs - before.fromMs) === budgetMs;

/** What so many business days from any instant amount to, as a table. Observably pure; errors as `Calendar.add`. */
export const compileBudget = (
  calendar: Calendar,
  hours: HoursTable,
  days: number,
  range: Range,
): BudgetTable => {
  const cuts = cutsOf(hours, range);
  const pieces: Piece[] = [];
  const budgetFrom = (ms: number): number => calendar.businessDaysMs(ms, days);
  for (const [index, cut] of cuts.entries())
    for (const piece of piecesBetween(budgetFrom, cut, cuts[index + 1] ?? Math.max(cut, range.factsMs) + 1))
      if (!continues(pieces.at(-1), piece)) pieces.push(piece);
  const baseMs = startOfDay(range.fromMs);
  const from = Float64Array.from(pieces, (piece) => piece.fromMs);
  // The piece in force at a day's beginning is the one before the first that begins behind it.
  const firstBehind = placesByDay(baseMs, range.factsMs + dayMs, from.length, (p, ms) => from[p]! > ms);
  return {
    baseMs,
    from,
    budget: Float64Array.from(pieces, (piece) => piece.budgetMs),
    slope: Int8Array.from(pieces, (piece) => piece.slope),
    firstOnDay: firstBehind.map((place) => Math.max(0, place - 1)),
  };
};

/** A duration on a calendar. Only business days depend on when they begin. Observably pure. */
export const compileSpan = (
  duration: Duration,
  calendar: Calendar,
  range: Range,
  budgetTable: (days: number) => BudgetTable,
): Span => {
  if ('businessDays' in duration)
    return { isWall: false, ms: Number.NaN, days: budgetTable(duration.businessDays) };
  const { clock, budgetMs } = budgetOf(duration, calendar, range.fromMs);
  return { isWall: clock === 'wall', ms: budgetMs, days: undefined };
};
