import type { EventLog } from './log.ts';

/** The log of some of its cases, by their indices, in the order given. Pure; names are shared. */
export const selectCases = (log: EventLog, cases: readonly number[]): EventLog => {
  const { offsets } = log;
  const kept = new Uint32Array(cases.length + 1);
  for (const [at, index] of cases.entries()) kept[at + 1] = kept[at]! + offsets[index + 1]! - offsets[index]!;
  const total = kept[cases.length]!;
  const [activity, resource] = [new Uint32Array(total), new Int32Array(total)];
  const [startMs, endMs] = [new Float64Array(total), new Float64Array(total)];
  for (const [at, index] of cases.entries()) {
    const [from, to, place] = [offsets[index]!, offsets[index + 1]!, kept[at]!];
    activity.set(log.activity.subarray(from, to), place);
    resource.set(log.resource.subarray(from, to), place);
    startMs.set(log.startMs.subarray(from, to), place);
    endMs.set(log.endMs.subarray(from, to), place);
  }
  const { activities, resources } = log;
  return {
    cases: cases.map((index) => log.cases[index]!),
    activities,
    resources,
    offsets: kept,
    activity,
    startMs,
    endMs,
    resource,
  };
};

/** The indices of the cases that began in a period: from `fromMs` on and before `toMs`. Pure. */
export const casesBegunIn = (
  { cases, offsets, startMs }: EventLog,
  fromMs: number,
  toMs: number,
): readonly number[] =>
  cases.flatMap((_, index) => {
    const begunMs = startMs[offsets[index]!]!;
    return begunMs >= fromMs && begunMs < toMs ? [index] : [];
  });
