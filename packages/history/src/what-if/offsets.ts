import type { Calendar } from '@caselog/sla';
import type { Range } from './compile-hours.ts';
import { dayMs, type HoursTable } from './kernel/hours.ts';

const hourMs = 3_600_000;

/** What a calendar's zone does to its clocks over a range of time. */
export interface Offsets {
  /** The first instant behind another, of the range, at which clocks are changed; Infinity: never. */
  readonly nextChangeMs: (ms: number) => number;
  /**
   * Zones change their offset when a clock of theirs shows a full hour: between two of these instants a budget changes evenly, or where its
   * calendar opens or closes. Zones that differ from UTC by a part of an hour do so on the half hour.
   */
  readonly gridMs: number;
  /** Whether each stretch of open hours lies within one date. */
  readonly isWithinDays: boolean;
}

const zoned = (zone: string, ms: number): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone);

const offsetMs = (zone: string, ms: number): number => zoned(zone, ms).offsetNanoseconds / 1e6;

/** The changes behind an instant, up to the first one behind another. */
const changesOf = (zone: string, fromMs: number, toMs: number): number[] => {
  const changes: number[] = [];
  let at = zoned(zone, fromMs).getTimeZoneTransition('next');
  while (at !== null && (changes.at(-1) ?? -Infinity) <= toMs) {
    changes.push(at.epochMilliseconds);
    at = at.getTimeZoneTransition('next');
  }
  return changes;
};

const areWithinDays = (
  zone: string,
  { starts, ends }: HoursTable,
  nextChangeMs: Offsets['nextChangeMs'],
): boolean => {
  let [offset, untilMs] = [0, -Infinity];
  for (let place = 0; place < starts.length - 1; place += 1) {
    const [first, last] = [starts[place]!, ends[place]! - 1];
    if (first >= untilMs) [offset, untilMs] = [offsetMs(zone, first), nextChangeMs(first)];
    if (last >= untilMs) return false;
    if (Math.floor((first + offset) / dayMs) !== Math.floor((last + offset) / dayMs)) return false;
  }
  return true;
};

/** Observably pure. */
export const offsetsOf = (
  { zone }: Calendar,
  { fromMs, factsMs, toMs }: Range,
  hours: HoursTable,
): Offsets => {
  const changes = changesOf(zone, fromMs - 3 * dayMs, toMs);
  const nextChangeMs = (ms: number): number => changes.find((change) => change > ms) ?? Infinity;
  const isSplit = [fromMs, fromMs + 182 * dayMs, factsMs].some((ms) => offsetMs(zone, ms) % hourMs !== 0);
  return {
    nextChangeMs,
    gridMs: isSplit ? hourMs / 2 : hourMs,
    isWithinDays: areWithinDays(zone, hours, nextChangeMs),
  };
};
