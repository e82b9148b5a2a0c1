import type { EventLog } from './log.ts';

export interface LoopingActivity {
  readonly activity: string;
  /** Cases in which it happened more than once. */
  readonly cases: number;
  /** How often it happened again, over all cases: the first time of a case is no repetition. */
  readonly repetitions: number;
}

export interface LoopingCase {
  readonly case: number;
  readonly repetitions: number;
  /** The activity it came back to most often; of several the one that came first in the case. */
  readonly activity: string;
}

export interface Loops {
  /** Cases that came back to an activity at least once. */
  readonly cases: number;
  /** The most repeated first, ties in the order of the log's names. */
  readonly activities: readonly LoopingActivity[];
  /** The cases with the most repetitions first, ties in the order of the log. */
  readonly looping: readonly LoopingCase[];
}

/** Which cases came back to an activity they had left or repeated it. Pure. */
export const loopsOf = ({ cases, activities, offsets, activity }: EventLog): Loops => {
  const inCases = new Uint32Array(activities.length);
  const repeated = new Uint32Array(activities.length);
  const looping: LoopingCase[] = [];
  for (let index = 0; index < cases.length; index += 1) {
    const times = new Map<number, number>();
    for (let at = offsets[index]!; at < offsets[index + 1]!; at += 1)
      times.set(activity[at]!, (times.get(activity[at]!) ?? 0) + 1);
    let [repetitions, most, name] = [0, 1, -1];
    for (const [each, count] of times) {
      if (count === 1) continue;
      repetitions += count - 1;
      inCases[each]! += 1;
      repeated[each]! += count - 1;
      if (count > most) [most, name] = [count, each];
    }
    if (repetitions > 0) looping.push({ case: index, repetitions, activity: activities[name]! });
  }
  return {
    cases: looping.length,
    activities: activities
      .map((each, at) => ({ activity: each, cases: inCases[at]!, repetitions: repeated[at]! }))
      .filter(({ repetitions }) => repetitions > 0)
      .toSorted((a, b) => b.repetitions - a.repetitions),
    looping: looping.toSorted((a, b) => b.repetitions - a.repetitions),
  };
};
