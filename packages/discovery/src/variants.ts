import { lastedMs, traceOf, type EventLog } from './log.ts';
import { timeStatistics, type TimeStatistics } from './statistics.ts';

/** Cases that went the same way. */
export interface Variant {
  readonly activities: readonly string[];
  /** Indices of the cases, in the order of the log. */
  readonly cases: readonly number[];
  /** Of all cases, 0 to 1. */
  readonly share: number;
  /** From the first start to the last end of a case. */
  readonly duration: TimeStatistics;
}

/** From the first start of a case to the last end of any of its activities, in milliseconds. Pure. */
export const caseDurationMs = ({ offsets, startMs, endMs }: EventLog, index: number): number => {
  const first = offsets[index]!;
  let lastMs = Number.NEGATIVE_INFINITY;
  for (let at = first; at < offsets[index + 1]!; at += 1) lastMs = Math.max(lastMs, endMs[at]!);
  return lastedMs(startMs[first]!, lastMs);
};

/**
 * The variants of a log, the most frequent first; of equally frequent ones the shorter, then by their activities' names. Pure. Two cases are of
 * one variant when their activities are the same in the same order, whoever did them and however long they took.
 */
export const variantsOf = (log: EventLog): readonly Variant[] => {
  const byWay = new Map<string, number[]>();
  for (let index = 0; index < log.cases.length; index += 1) {
    // Each activity as one character: a way is a short text.
    let way = '';
    for (let at = log.offsets[index]!; at < log.offsets[index + 1]!; at += 1)
      way += String.fromCodePoint(log.activity[at]!);
    const same = byWay.get(way);
    if (same) same.push(index);
    else byWay.set(way, [index]);
  }
  return [...byWay.values()]
    .map((cases) => ({
      activities: traceOf(log, cases[0]!),
      cases,
      share: cases.length / log.cases.length,
      duration: timeStatistics(Float64Array.from(cases, (index) => caseDurationMs(log, index))),
    }))
    .toSorted(
      (a, b) =>
        b.cases.length - a.cases.length ||
        a.activities.length - b.activities.length ||
        (a.activities.join(' ') < b.activities.join(' ') ? -1 : 1),
    );
};
