import { Account, reachedIn, warnAfterMs } from './account.ts';
import type { Decisions } from './decisions.ts';
import type { Facts } from './facts.ts';
import { budgetAt, openUntil } from './hours.ts';
import type { TargetTable, TermsTable } from './policy-table.ts';
import type { StretchRows } from './rows.ts';
import { targetState } from './states.ts';
import type { Terms } from './terms.ts';

/** Places among the milliseconds of what passes: to be used before it is warned, used before, and in the stretch. */
const [warnAfter, used, room] = [0, 1, 2] as const;

/** What is decided already of the same facts, under other stands. */
export interface Known {
  readonly stands: Uint16Array;
  readonly decisions: Decisions;
}

/**
 * Decides targets from what was owed, under the terms of one regime. What was owed follows from the facts alone, what was promised of it from
 * the terms. The rules are those of `clockLedger`.
 */
export class TargetRule {
  readonly #terms: Terms;
  readonly #account = new Account();
  /** Numbers that are handed over in an array need no memory of their own. */
  readonly #passing = new Float64Array(3);
  #facts!: Facts;
  #stands!: Uint16Array;
  #decided!: Decisions['needs'];

  constructor(terms: Terms) {
    this.#terms = terms;
  }

  /** Decides all needs of `facts`, whose terms are `stands`. A need is taken over from `known` where the same was promised of it. */
  decide(facts: Facts, stands: Uint16Array, decided: Decisions['needs'], known?: Known): void {
    this.#facts = facts;
    this.#stands = stands;
    this.#decided = decided;
    const { standFrom, standTo } = facts.rows.needs;
    for (let n = 0; n < facts.needs; n += 1) {
      const from = standFrom[n]!;
      const to = standTo[n]!;
      if (known && this.promisesAlike(stands, known.stands, from, to))
        takeOver(known.decisions.needs, decided, n);
      else if (to - from === 1) this.#decideOne(n, stands[from]!);
      else this.#decideUnderSeveral(n, from, to);
    }
  }

  /** Whether the same is promised under some stands as under others, from a place up to, and without, another. */
  promisesAlike(stands: Uint16Array, others: Uint16Array, from: number, to: number): boolean {
    const { targetsKeys } = this.#terms;
    for (let at = from; at < to; at += 1)
      if (targetsKeys[stands[at]!] !== targetsKeys[others[at]!]) return false;
    return true;
  }

  /** A need that the same terms governed from beginning to end. */
  #decideOne(n: number, place: number): void {
    const { kind, startedMs, how } = this.#facts.rows.needs;
    const { state, budgetMs, missedMs, warnedMs } = this.#decided;
    const target = this.#terms.all[place]!.targets[kind[n]!];
    missedMs[n] = warnedMs[n] = Infinity;
    if (target === undefined) {
      state[n] = targetState.none;
      budgetMs[n] = Number.NaN;
      return;
    }
    budgetMs[n] = budgetAt(target.span, startedMs[n]!);
    this.#use(n, place, target);
    state[n] = missedMs[n] === Infinity ? how[n]! : targetState.missed;
  }

  /** Uses the budget up, stretch by stretch. */
  #use(n: number, place: number, { span, warnAtFraction }: TargetTable): void {
    const { needs, stretches } = this.#facts.rows;
    const { fromMs, toMs, openFromMs, openToMs, measuredBy } = stretches;
    const { isWall } = span;
    const terms = this.#terms.all[place]!;
    const hours = this.#terms.hoursOf[place]!;
    const account = this.#passing;
    const budget = this.#decided.budgetMs[n]!;
    const next = Math.min(budget, (account[warnAfter] = warnAfterMs(budget, warnAtFraction)));
    const begin = needs.stretchFrom[n]!;
    const end = needs.stretchTo[n]!;
    // No hours are open for longer than time passes: what does not come to the threshold by the wall does not by them.
    if (begin === end || toMs[end - 1]! - fromMs[begin]! < next) return;
    let usedMs = 0;
    for (let at = begin; at < end; at += 1) {
      if (!isWall && measuredBy[at] !== hours) measure(stretches, at, terms, hours);
      const roomMs = isWall ? toMs[at]! - fromMs[at]! : openToMs[at]! - openFromMs[at]!;
      account[used] = usedMs;
      account[room] = roomMs;
      usedMs += roomMs;
      if (usedMs >= next && this.#mark(n, at, terms, isWall)) return;
    }
  }

  /** Notes what is reached in a stretch, where it is not noted yet. True: the budget is used up. */
  #mark(n: number, at: number, terms: TermsTable, isWall: boolean): boolean {
    const { fromMs, toMs, openFromMs, isLast } = this.#facts.rows.stretches;
    const { budgetMs, missedMs, warnedMs } = this.#decided;
    const account = this.#passing;
    const [usedMs, roomMs, from, to] = [account[used]!, account[room]!, fromMs[at]!, toMs[at]!];
    const openFrom = openFromMs[at]!;
    const isEnd = isLast[at] === 1;
    if (warnedMs[n] === Infinity)
      warnedMs[n] = reachedIn(terms, isWall, account[warnAfter]! - usedMs, roomMs, from, to, openFrom, isEnd);
    missedMs[n] = reachedIn(terms, isWall, budgetMs[n]! - usedMs, roomMs, from, to, openFrom, isEnd);
    return missedMs[n] !== Infinity;
  }

  /** A need whose terms changed. */
  #decideUnderSeveral(n: number, from: number, to: number): void {
    const { needs, stretches } = this.#facts.rows;
    const { fromMs, toMs, openFromMs, openToMs, isLast, stand } = stretches;
    const { state, budgetMs, missedMs, warnedMs } = this.#decided;
    const account = this.#account;
    account.begin(needs.kind[n]!, needs.startedMs[n]!);
    let at = needs.stretchFrom[n]!;
    const end = needs.stretchTo[n]!;
    for (let each = from; each < to; each += 1) {
      const place = this.#stands[each]!;
      const terms = this.#terms.all[place]!;
      account.govern(terms);
      for (; at < end && stand[at] === each; at += 1) {
        measure(stretches, at, terms, this.#terms.hoursOf[place]!);
        account.walk(fromMs[at]!, toMs[at]!, openFromMs[at]!, openToMs[at]!, isLast[at] === 1);
      }
    }
    state[n] = account.stateAt(needs.how[n]!);
    budgetMs[n] = account.budgetMs;
    missedMs[n] = account.missedMs;
    warnedMs[n] = account.warnedMs;
  }
}

/** Measures a stretch by the hours of some terms, under their number. Both regimes and all needs read what was measured. */
const measure = (stretches: StretchRows, at: number, { hours }: TermsTable, number: number): void => {
  stretches.openFromMs[at] = openUntil(hours, stretches.fromMs[at]!);
  stretches.openToMs[at] = openUntil(hours, stretches.toMs[at]!);
  stretches.measuredBy[at] = number;
};

const takeOver = (known: Decisions['needs'], decided: Decisions['needs'], n: number): void => {
  decided.state[n] = known.state[n]!;
  decided.budgetMs[n] = known.budgetMs[n]!;
  decided.missedMs[n] = known.missedMs[n]!;
  decided.warnedMs[n] = known.warnedMs[n]!;
};
