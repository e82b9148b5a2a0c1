import type { Because, Holder, Owner } from './facts.ts';
import type { ClockInterval, ClockSpan } from './spans.ts';

/** What a stretch of time was, for whoever renders it: a key to a sentence, and what stands in it. */
export interface Explanation {
  readonly key: Exclude<Owner, 'nobody'> | 'resolved';
  readonly fromMs: number;
  /** Undefined while it goes on. */
  readonly toMs: number | undefined;
  /** Since when the ticket stood so: before `fromMs` when closed hours lay between. */
  readonly sinceMs: number;
  readonly holder: Holder;
  readonly state: string;
  readonly because: Because | undefined;
}

const keyOf = (owner: Owner) => (owner === 'nobody' ? 'resolved' : owner);

/** Explains one interval. Pure. */
export function explainInterval(interval: ClockInterval): Explanation {
  const { fromMs, toMs, endsWith, owner, holder, sinceMs, state, because } = interval;
  return {
    key: keyOf(owner),
    fromMs,
    toMs: endsWith === 'now' ? undefined : toMs,
    sinceMs,
    holder,
    state,
    because,
  };
}

/** Explains one standing as a whole, opening hours aside: the shorter story. Pure. */
export function explainSpan({ fromMs, toMs, closedBy, standing }: ClockSpan): Explanation {
  const { holder, sinceMs, state, because } = standing;
  return {
    key: keyOf(holder),
    fromMs,
    toMs: closedBy === undefined ? undefined : toMs,
    sinceMs,
    holder,
    state,
    because,
  };
}
