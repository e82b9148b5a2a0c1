import { lastedMs, type EventLog } from './log.ts';
import { quantile, Samples } from './statistics.ts';

export interface StuckCase {
  readonly case: number;
  /** Where it stands. */
  readonly activity: string;
  readonly sinceMs: number;
  readonly stayedMs: number;
  /** How long others stayed there: the quantile it has passed. */
  readonly usualMs: number;
}

export interface StuckOptions {
  /** The instant at which one looks, in epoch milliseconds. */
  readonly atMs: number;
  /** Activities at which a case is over: it is not stuck there. */
  readonly finals: readonly string[];
  /** Which quantile of the finished stays counts as usual. Default 0.95. */
  readonly p?: number;
  /** Finished stays there must be before anything is called usual. Default 20. */
  readonly staysMin?: number;
}

/**
 * Cases that have stayed where they stand longer than nearly all others stayed there before they went on. Pure. Stays that ended by `atMs` are the
 * measure; where there are too few, nothing is called stuck. The longest first, in multiples of the usual; ties in the order of the log.
 */
export const stuckCases = (log: EventLog, options: StuckOptions): readonly StuckCase[] => {
  const { atMs, finals, p = 0.95, staysMin = 20 } = options;
  const { offsets, activity, startMs, activities } = log;
  const stays = new Samples();
  const standing: { case: number; activity: number; sinceMs: number }[] = [];
  for (let index = 0; index < log.cases.length; index += 1) {
    let last = -1;
    for (let at = offsets[index]!; at < offsets[index + 1]!; at += 1) {
      if (startMs[at]! > atMs) continue;
      if (last >= 0) stays.add(activity[last]!, lastedMs(startMs[last]!, startMs[at]!));
      last = at;
    }
    if (last >= 0 && !finals.includes(activities[activity[last]!]!))
      standing.push({ case: index, activity: activity[last]!, sinceMs: startMs[last]! });
  }
  const usual = stays
    .split(activities.length)
    .map((values) => (values.length < staysMin ? Number.POSITIVE_INFINITY : quantile(values.sort(), p)));
  return standing
    .map(({ activity: own, sinceMs, ...rest }) => ({
      ...rest,
      activity: activities[own]!,
      sinceMs,
      stayedMs: lastedMs(sinceMs, atMs),
      usualMs: usual[own]!,
    }))
    .filter(({ stayedMs, usualMs }) => stayedMs > usualMs)
    .toSorted((a, b) => b.stayedMs / Math.max(1, b.usualMs) - a.stayedMs / Math.max(1, a.usualMs));
};
