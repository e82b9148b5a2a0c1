import { budgetOf, type Calendar, type Duration } from '@caselog/sla';
import { offsetsOf, type Offsets } from './offsets.ts';
import { dayMs, nextOpenFrom, slotMs, type BudgetTable, type HoursTable, type Span } from './kernel/hours.ts';

/** The time that tables are to cover, in epoch milliseconds: facts lie in it up to `factsMs`, accounts reach to `toMs`. */
export interface Range {
  readonly fromMs: number;
  readonly factsMs: number;
  readonly toMs: number;
}

const startOfDay = (ms: number): number => Math.floor(ms / dayMs) * dayMs;

/** For each slot from `fromMs` to `toMs`, the first place at which `isReached` holds of its beginning; places ascend. */
const placesBySlot = (
  fromMs: number,
  toMs: number,
  places: number,
  isReached: (place: number, slotStartMs: number) => boolean,
): Int32Array => {
  const firstInSlot = new Int32Array(Math.max(1, Math.ceil((toMs - fromMs) / slotMs)));
  for (let slot = 0, place = 0; slot < firstInSlot.length; slot += 1) {
    while (place < places && !isReached(place, fromMs + slot * slotMs)) place += 1;
    firstInSlot[slot] = place;
  }
  return firstInSlot;
};

/** For each slot of `count` places that begin at ascending `from`, the last that begins at or before its beginning. */
const placesInForce = (fromMs: number, toMs: number, count: number, from: Float64Array): Int32Array =>
  placesBySlot(fromMs, toMs, count, (place, startMs) => from[place]! > startMs).map((place) =>
    Math.max(0, place - 1),
  );

/** The open hours of a calendar as a table. Observably pure. */
export const compileHours = (calendar: Calendar, { fromMs, toMs }: Range): HoursTable => {
  const baseMs = startOfDay(fromMs);
  const stretches = calendar.openIntervals(baseMs, toMs);
  const count = stretches.length;
  const starts = Float64Array.from([...stretches.map((stretch) => stretch.fromMs), Infinity]);
  const ends = Float64Array.from([...stretches.map((stretch) => stretch.toMs), Infinity]);
  const before = new Float64Array(count + 1);
  for (let place = 0; place < count; place += 1)
    before[place + 1] = before[place]! + ends[place]! - starts[place]!;
  return {
    baseMs,
    starts,
    ends,
    before,
    firstInSlot: placesBySlot(baseMs, toMs, count, (place, startMs) => ends[place]! > startMs),
    reachedInSlot: placesInForce(0, before[count]! + 1, count, before),
  };
};

interface Piece {
  readonly fromMs: number;
  readonly budgetMs: number;
  readonly slope: number;
}

/** A stretch in which a budget may change its course at its beginning only, and on the grid within. */
interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The range cut where the calendar opens and closes. */
const stretchesOf = ({ starts, ends }: HoursTable, { fromMs, factsMs }: Range): Stretch[] => {
  const cuts = [fromMs];
  for (let place = 0; place < starts.length && starts[place]! <= factsMs; place += 1)
    for (const cut of [starts[place]!, ends[place]!])
      if (cut > cuts.at(-1)! && cut <= factsMs) cuts.push(cut);
  return cuts.map((cut, index) => ({ fromMs: cut, toMs: cuts[index + 1] ?? factsMs + 1 }));
};

const isStraight = (slope: number): boolean => slope === 0 || slope === -1 || slope === 1;

/** The budget from one instant up to another, of which both budgets are known, as straight pieces: halved until each is one. */
function* piecesBetween(
  budgetFrom: (ms: number) => number,
  [fromMs, first]: readonly [number, number],
  [lastMs, last]: readonly [number, number],
): Generator<Piece> {
  const slope = lastMs === fromMs ? 0 : (last - first) / (lastMs - fromMs);
  if (isStraight(slope)) {
    yield { fromMs, budgetMs: first, slope };
    return;
  }
  if (lastMs - fromMs === 1) {
    yield { fromMs, budgetMs: first, slope: 0 };
    yield { fromMs: lastMs, budgetMs: last, slope: 0 };
    return;
  }
  const middleMs = Math.floor((fromMs + lastMs) / 2);
  const middle = [middleMs, budgetFrom(middleMs)] as const;
  yield* piecesBetween(budgetFrom, [fromMs, first], middle);
  yield* piecesBetween(budgetFrom, middle, [lastMs, last]);
}

/** The budget in one stretch, from mark to mark. Closed hours are of one piece: nothing begins in them. */
function* piecesIn(
  budgetFrom: (ms: number) => number,
  { fromMs, toMs }: Stretch,
  gridMs: number,
): Generator<Piece> {
  const lastMs = toMs - 1;
  let from: readonly [number, number] = [fromMs, budgetFrom(fromMs)];
  for (
    let mark = gridMs === Infinity ? Infinity : Math.floor(fromMs / gridMs + 1) * gridMs;
    ;
    mark += gridMs
  ) {
    // Up to the mark and not onto it: a budget may jump there by as much as a straight line would have come to.
    const end = Math.min(mark - 1, lastMs);
    yield* piecesBetween(budgetFrom, from, [end, budgetFrom(end)]);
    if (end === lastMs) return;
    from = [mark, budgetFrom(mark)];
  }
}

/**
 * The largest grid on which the budget of a stretch need be asked for. Where no stretch of the calendar goes over midnight, all instants of one
 * count from the same date to the same date, at the same time of day; and where no clock is changed until then, the budget stays as it is, or
 * falls with the time while that other date's hours are closed. It never rises, so what it has fallen by in all says how: no grid is needed.
 */
const gridIn = (
  { fromMs, toMs }: Stretch,
  days: number,
  calendar: Calendar,
  { nextChangeMs, gridMs, isWithinDays }: Offsets,
): number => {
  if (!isWithinDays || days >= dayCountMax) return gridMs;
  // A date later than the one that is counted to, and a day to spare.
  const reachedMs = calendar.addBusinessDays(toMs - 1, days + 1) + dayMs;
  return nextChangeMs(fromMs - dayMs) > reachedMs ? Infinity : gridMs;
};
const dayCountMax = 1_000;

const continues = (before: Piece | undefined, { fromMs, budgetMs, slope }: Piece): boolean =>
  before?.slope === slope && before.budgetMs + slope * (fromMs - before.fromMs) === budgetMs;

/** What so many business days from any instant amount to, as a table. Observably pure; errors as `Calendar.add`. */
export const compileBudget = (
  calendar: Calendar,
  hours: HoursTable,
  days: number,
  range: Range,
): BudgetTable => {
  const pieces: Piece[] = [];
  const budgetFrom = (ms: number): number => calendar.businessDaysMs(ms, days);
  const offsets = offsetsOf(calendar, range, hours);
  for (const stretch of stretchesOf(hours, range)) {
    const isOpen = nextOpenFrom(hours, stretch.fromMs) === stretch.fromMs;
    const found = isOpen
      ? piecesIn(budgetFrom, stretch, gridIn(stretch, days, calendar, offsets))
      : [{ fromMs: stretch.fromMs, budgetMs: budgetFrom(stretch.fromMs), slope: 0 }];
    for (const piece of found) if (!continues(pieces.at(-1), piece)) pieces.push(piece);
  }
  const baseMs = startOfDay(range.fromMs);
  const from = Float64Array.from([...pieces.map((piece) => piece.fromMs), Infinity]);
  return {
    baseMs,
    from,
    budget: Float64Array.from(pieces, (piece) => piece.budgetMs),
    slope: Int8Array.from(pieces, (piece) => piece.slope),
    firstInSlot: placesInForce(baseMs, range.factsMs + dayMs, pieces.length, from),
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
