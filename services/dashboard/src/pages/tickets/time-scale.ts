import type { ClockResponse } from '@caselog/api-contract';

export type Interval = ClockResponse['intervals'][number];

/** A stretch of the bar: an interval and where it is drawn, in thousandths of the bar's width. */
export interface Stretch {
  readonly interval: Interval;
  readonly from: number;
  readonly to: number;
  /** Whether it is drawn shorter than it lasted. */
  readonly isCollapsed: boolean;
}

export interface TimeScale {
  readonly stretches: readonly Stretch[];
  /** Where an instant stands on the bar, in thousandths. */
  placeOf(instant: string): number;
}

const whole = 1_000;
const idleShareMax = 0.12;
const lengthOf = ({ from, to }: Interval): number => Date.parse(to) - Date.parse(from);
const isIdle = ({ owner }: Interval): boolean => owner === 'nobody' || owner === 'closed-hours';

/** How long each interval is drawn: a long idle one takes no more than a bounded share. Pure. */
const drawn = (intervals: readonly Interval[]): readonly number[] => {
  const lengths = intervals.map(lengthOf);
  const busy = intervals.reduce(
    (sum, interval, index) => sum + (isIdle(interval) ? 0 : (lengths[index] ?? 0)),
    0,
  );
  const total = lengths.reduce((sum, length) => sum + length, 0);
  const idleMax = idleShareMax * (busy > 0 ? busy / (1 - idleShareMax) : total);
  return intervals.map((interval, index) => {
    const length = lengths[index] ?? 0;
    return isIdle(interval) && busy > 0 ? Math.min(length, idleMax) : length;
  });
};

/** Lays intervals out side by side. Pure. */
export const timeScale = (intervals: readonly Interval[]): TimeScale => {
  const lengths = drawn(intervals);
  const total = lengths.reduce((sum, length) => sum + length, 0) || 1;
  let at = 0;
  const stretches = intervals.map((interval, index): Stretch => {
    const length = lengths[index] ?? 0;
    const from = (at / total) * whole;
    at += length;
    return { interval, from, to: (at / total) * whole, isCollapsed: length < lengthOf(interval) };
  });
  return {
    stretches,
    placeOf(instant) {
      const ms = Date.parse(instant);
      const stretch = stretches.find(({ interval }) => ms < Date.parse(interval.to)) ?? stretches.at(-1);
      if (!stretch) return 0;
      const { interval, from, to } = stretch;
      const share = lengthOf(interval) === 0 ? 0 : (ms - Date.parse(interval.from)) / lengthOf(interval);
      return from + Math.max(0, Math.min(1, share)) * (to - from);
    },
  };
};
