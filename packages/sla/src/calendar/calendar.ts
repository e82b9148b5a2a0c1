import {
  CalendarExhaustedError,
  CalendarRangeError,
  InvalidAmountError,
  ReversedIntervalError,
} from '../errors.ts';
import { businessDays } from './business-days.ts';
import { dayPlan } from './day-plan.ts';
import type { CalendarDefinition } from './definition.ts';
import type { OpenInterval } from './open-index.ts';
import { CHUNK_MS, firstEndingAfter, OpenIndex } from './open-index.ts';
import { inRange, RANGE_TO_MS } from './range.ts';
import { compileZone } from './zone.ts';

/**
 * A compiled calendar: when the desk is open, as arithmetic over epoch milliseconds. Observably pure: it remembers what
 * it has computed. An instant is open exactly when a clock in the calendar's zone then reads an open wall time.
 * Every operation throws CalendarRangeError for an instant outside 1900 to 2199.
 */
export interface Calendar {
  readonly id: string;
  readonly version: number;
  readonly kind: CalendarDefinition['kind'];
  readonly zone: string;
  /** Which release of the IANA data its open hours were computed with, as the caller stated it. */
  readonly zoneDataVersion: string;
  /** The open milliseconds in [fromMs, toMs). Throws ReversedIntervalError when `toMs` comes first. */
  between(fromMs: number, toMs: number): number;
  /**
   * The first instant by which `openMs` of open time has passed since `fromMs`: at a close rather than the next opening.
   * Throws InvalidAmountError unless `openMs` is a whole number ≥ 0, CalendarExhaustedError when the years do not hold it.
   */
  add(fromMs: number, openMs: number): number;
  isOpen(instantMs: number): boolean;
  /** The first open instant at or after this one; undefined when there is none in the years computed. */
  nextOpen(instantMs: number): number | undefined;
  /** The first closed instant at or after this one; undefined when it never closes. */
  nextClose(instantMs: number): number | undefined;
  /** The open stretches in [fromMs, toMs), clipped to it, ascending and apart. */
  openIntervals(fromMs: number, toMs: number): OpenInterval[];
  /**
   * The instant by which `days` business days have passed since `fromMs`: asked while open, the same wall time that many
   * business days on; asked while closed, as if asked at the next opening. Where the desk is closed by then, its last
   * close before. Errors as for `add`.
   */
  addBusinessDays(fromMs: number, days: number): number;
  /** The open milliseconds that `days` business days from `fromMs` hold. Errors as for `add`. */
  businessDaysMs(fromMs: number, days: number): number;
}

/**
 * Compiles a parsed definition; takes well under a millisecond, the open hours themselves are computed when asked for.
 * Observably pure. `zoneDataVersion` is the release of the runtime's IANA data (Node: `process.versions.tz`), which no
 * standard API tells; it is kept on the calendar so that events can be stamped with it.
 */
export function compileCalendar(definition: CalendarDefinition, zoneDataVersion: string): Calendar {
  const { id, version, kind } = definition;
  const zone = compileZone(definition.zone);
  const plan = dayPlan(definition);
  const index = new OpenIndex(plan, zone);
  const check = (instantMs: number) => {
    if (!inRange(instantMs)) throw new CalendarRangeError(id, instantMs);
  };
  const checkBoth = (fromMs: number, toMs: number) => {
    check(fromMs);
    check(toMs);
    if (toMs < fromMs) throw new ReversedIntervalError(fromMs, toMs);
  };
  const between = (fromMs: number, toMs: number) => {
    checkBoth(fromMs, toMs);
    return index.openMs(fromMs, toMs);
  };
  const add = (fromMs: number, openMs: number) => {
    check(fromMs);
    if (!Number.isSafeInteger(openMs) || openMs < 0)
      throw new InvalidAmountError('open milliseconds', openMs);
    const instantMs = openMs === 0 ? fromMs : index.instantAfter(fromMs, openMs);
    if (instantMs === undefined) throw new CalendarExhaustedError(id, fromMs, `${openMs} ms`);
    return instantMs;
  };
  const nextOpen = (instantMs: number) => {
    check(instantMs);
    return nextOpenIn(index, instantMs);
  };
  const nextClose = (instantMs: number) => {
    check(instantMs);
    return nextCloseIn(index, instantMs);
  };
  const openIntervals = (fromMs: number, toMs: number) => {
    checkBoth(fromMs, toMs);
    return openIntervalsIn(index, fromMs, toMs);
  };
  const isOpen = (instantMs: number) => {
    check(instantMs);
    return nextOpenIn(index, instantMs) === instantMs;
  };
  const operations = { between, add, isOpen, nextOpen, nextClose, openIntervals };
  const days = businessDays({ id, zone, plan, ...operations });
  return { id, version, kind, zone: zone.id, zoneDataVersion, ...operations, ...days };
}

function nextOpenIn(index: OpenIndex, instantMs: number): number | undefined {
  for (const chunk of index.chunksFrom(instantMs)) {
    const place = instantMs < chunk.fromMs ? 0 : firstEndingAfter(chunk, instantMs);
    const start = chunk.starts[place];
    if (start !== undefined) return Math.max(instantMs, start);
  }
  return undefined;
}

function nextCloseIn(index: OpenIndex, instantMs: number): number | undefined {
  let at = instantMs;
  for (const chunk of index.chunksFrom(instantMs)) {
    const place = at === chunk.fromMs ? 0 : firstEndingAfter(chunk, at);
    const start = chunk.starts[place];
    const end = chunk.ends[place];
    if (start === undefined || end === undefined || start > at) return at;
    if (end === RANGE_TO_MS) return undefined;
    if (end < chunk.fromMs + CHUNK_MS) return end;
    // Open to the chunk's last moment: an interval may go on in the next.
    at = end;
  }
  return undefined;
}

function openIntervalsIn(index: OpenIndex, fromMs: number, toMs: number): OpenInterval[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (const chunk of index.chunksFrom(fromMs)) {
    if (chunk.fromMs >= toMs) break;
    let place = fromMs < chunk.fromMs ? 0 : firstEndingAfter(chunk, fromMs);
    for (; place < chunk.starts.length && (chunk.starts[place] as number) < toMs; place += 1) {
      const start = Math.max(fromMs, chunk.starts[place] as number);
      const end = Math.min(toMs, chunk.ends[place] as number);
      const last = found.at(-1);
      if (last?.toMs === start) last.toMs = end;
      else found.push({ fromMs: start, toMs: end });
    }
  }
  return found;
}
