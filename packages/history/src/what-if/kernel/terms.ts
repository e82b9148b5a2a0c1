import { impactIn, priorityIn } from '@caselog/columns/kernel';
import type { PolicyTable, TermsTable } from './policy-table.ts';

const priorities = 4;

/** All terms under one count: those of policy `p` and priority `q` at `p * 4 + q`, the candidate's behind them. */
export class Terms {
  readonly all: readonly TermsTable[];
  readonly candidateFrom: number;
  /** By place in `all`: the keys of what they promise, and of what they say of silence. */
  readonly targetsKeys: Int32Array;
  readonly silenceKeys: Int32Array;
  /** By place in `all`: the number of their hours, from 1 on. */
  readonly hoursOf: Int32Array;

  constructor(own: readonly PolicyTable[], candidate: PolicyTable) {
    this.all = [...own, candidate].flatMap(({ terms }) => terms);
    this.candidateFrom = own.length * priorities;
    this.targetsKeys = Int32Array.from(this.all, ({ targetsKey }) => targetsKey);
    this.silenceKeys = Int32Array.from(this.all, ({ silenceKey }) => silenceKey);
    const hours = [...new Set(this.all.map((terms) => terms.hours))];
    this.hoursOf = Int32Array.from(this.all, (terms) => 1 + hours.indexOf(terms.hours));
  }

  /** The place of the terms that a policy of ours has for a priority. */
  own(policy: number, priority: number): number {
    return policy * priorities + priority;
  }

  candidate(priority: number): number {
    return this.candidateFrom + priority;
  }
}

/** The priority that a policy gives what `detail` states; one that was set without an impact is a fact. Pure. */
export const priorityBy = ({ priorityOfImpact }: PolicyTable, detail: number): number => {
  const impact = impactIn(detail);
  return impact === 0 ? priorityIn(detail) : priorityOfImpact[impact]!;
};
