import type { EventLog } from './log.ts';

/** `simultaneous`: all at one instant. `sequential`: each after the one before it. `concurrent`: some overlap. */
export type BatchKind = 'simultaneous' | 'sequential' | 'concurrent';

/** The batches of one activity by one resource. */
export interface Batching {
  readonly activity: string;
  readonly resource: string;
  readonly kind: BatchKind;
  readonly batches: number;
  /** Activity instances in them, and in the largest. */
  readonly instances: number;
  readonly largest: number;
}

export interface BatchOptions {
  /** Two instances belong together when the next starts within this after the one before it ended. Default 15 minutes, as in pm4py. */
  readonly gapMsMax?: number;
  /** Instances of different cases that make a batch at least. Default 2. */
  readonly casesMin?: number;
}

const kindOf = (log: EventLog, batch: readonly number[]): BatchKind => {
  const [first] = batch;
  if (batch.every((at) => log.startMs[at] === log.startMs[first!] && log.endMs[at] === log.endMs[first!]))
    return 'simultaneous';
  const follows = batch.every(
    (at, index) => index === 0 || log.startMs[at]! >= log.endMs[batch[index - 1]!]!,
  );
  return follows ? 'sequential' : 'concurrent';
};

/**
 * Where a resource did the same activity for several cases in one go: the longest runs, in order of time, in which each instance starts at most
 * `gapMsMax` after all before it ended. Pure. Instances without a resource are left out. Rows in descending order of instances, ties by name.
 */
export const batchesOf = (log: EventLog, options: BatchOptions = {}): readonly Batching[] => {
  const { gapMsMax = 15 * 60_000, casesMin = 2 } = options;
  const caseOf = new Uint32Array(log.activity.length);
  const groups = new Map<number, number[]>();
  for (let index = 0; index < log.cases.length; index += 1)
    for (let at = log.offsets[index]!; at < log.offsets[index + 1]!; at += 1) {
      caseOf[at] = index;
      if (log.resource[at]! < 0) continue;
      const key = log.activity[at]! * log.resources.length + log.resource[at]!;
      const group = groups.get(key);
      if (group) group.push(at);
      else groups.set(key, [at]);
    }
  const found = new Map<string, { -readonly [Key in keyof Batching]: Batching[Key] }>();
  const take = (batch: readonly number[]): void => {
    if (new Set(batch.map((at) => caseOf[at])).size < casesMin) return;
    const kind = kindOf(log, batch);
    const activity = log.activities[log.activity[batch[0]!]!]!;
    const resource = log.resources[log.resource[batch[0]!]!]!;
    const key = `${activity}\u0000${resource}\u0000${kind}`;
    const row = found.get(key) ?? { activity, resource, kind, batches: 0, instances: 0, largest: 0 };
    found.set(key, row);
    row.batches += 1;
    row.instances += batch.length;
    row.largest = Math.max(row.largest, batch.length);
  };
  for (const group of groups.values()) {
    if (group.length < casesMin) continue;
    group.sort((a, b) => log.startMs[a]! - log.startMs[b]! || a - b);
    let batch: number[] = [];
    let untilMs = Number.NEGATIVE_INFINITY;
    for (const at of group) {
      if (log.startMs[at]! - untilMs > gapMsMax) {
        if (batch.length >= casesMin) take(batch);
        batch = [];
      }
      batch.push(at);
      untilMs = Math.max(untilMs, log.endMs[at]!);
    }
    if (batch.length >= casesMin) take(batch);
  }
  return [...found.values()].toSorted(
    (a, b) =>
      b.instances - a.instances ||
      (`${a.activity} ${a.resource} ${a.kind}` < `${b.activity} ${b.resource} ${b.kind}` ? -1 : 1),
  );
};
