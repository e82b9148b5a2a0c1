import type { EventLog } from './log.ts';

/** How often one resource's activity was directly followed by another's. */
export interface Handover {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  readonly cases: number;
}

export interface HandoverOfWork {
  /** The most frequent first, ties by name. Those who keep the work stand among them, from themselves to themselves. */
  readonly handovers: readonly Handover[];
  /** Handovers in all: steps between two events whose resources are both known. */
  readonly total: number;
  /** Of them, those from one resource to another. */
  readonly betweenResources: number;
}

/** Who hands work to whom: van der Aalst's handover of work with direct succession, counted with repetitions and not normalised. Pure. */
export const handoverOfWork = ({ offsets, resource, resources, cases }: EventLog): HandoverOfWork => {
  const found = new Map<number, { count: number; cases: number; seenIn: number }>();
  const width = resources.length;
  let [total, betweenResources] = [0, 0];
  for (let index = 0; index < cases.length; index += 1)
    for (let at = offsets[index]! + 1; at < offsets[index + 1]!; at += 1) {
      const [from, to] = [resource[at - 1]!, resource[at]!];
      if (from < 0 || to < 0) continue;
      total += 1;
      if (from !== to) betweenResources += 1;
      const pair = from * width + to;
      let own = found.get(pair);
      if (own === undefined) found.set(pair, (own = { count: 0, cases: 0, seenIn: -1 }));
      own.count += 1;
      if (own.seenIn !== index) own.cases += 1;
      own.seenIn = index;
    }
  const handovers = [...found]
    .map(([pair, { count, cases: inCases }]) => ({
      from: resources[Math.floor(pair / width)]!,
      to: resources[pair % width]!,
      count,
      cases: inCases,
    }))
    .toSorted(
      (a, b) => b.count - a.count || (a.from === b.from ? (a.to < b.to ? -1 : 1) : a.from < b.from ? -1 : 1),
    );
  return { handovers, total, betweenResources };
};
