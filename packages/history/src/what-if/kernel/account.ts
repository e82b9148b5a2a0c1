import { budgetAt, instantAfter, nextOpenFrom } from './hours.ts';
import type { TermsTable } from './policy-table.ts';
import { targetState } from './states.ts';

/** Places among an account's milliseconds. NaN: no promise, or no promise dropped. Infinity: not reached. */
const [openUsed, wallUsed, budget, warnAfter, dropped, missedAt, warnedAt] = [0, 1, 2, 3, 4, 5, 6] as const;

/**
 * The instant in a stretch at which `leftMs` of a clock, which goes on by `roomMs` in it, have passed; Infinity: not in this stretch.
 * `openFromMs`: the open time before it. Pure.
 */
export const reachedIn = (
  { hours }: TermsTable,
  isWall: boolean,
  leftMs: number,
  roomMs: number,
  fromMs: number,
  toMs: number,
  openFromMs: number,
  isLast: boolean,
): number => {
  if (leftMs > roomMs || (leftMs <= 0 && roomMs === 0 && !isLast)) return Infinity;
  const instantMs = isWall
    ? fromMs + Math.max(0, leftMs)
    : leftMs > 0
      ? instantAfter(hours, openFromMs + leftMs)
      : nextOpenFrom(hours, fromMs);
  return instantMs <= toMs ? instantMs : Infinity;
};

/** The account of one need whose terms change while it is owed, as `readTarget` of `@caselog/sla` keeps it. */
export class Account {
  readonly #ms = new Float64Array(7);
  #kind = 0;
  #startedMs = 0;
  #isWall = false;
  #isDropped = false;
  #terms!: TermsTable;

  begin(kind: number, startedMs: number): void {
    const ms = this.#ms;
    this.#kind = kind;
    this.#startedMs = startedMs;
    ms[openUsed] = ms[wallUsed] = 0;
    ms[budget] = ms[dropped] = Number.NaN;
    ms[warnAfter] = ms[missedAt] = ms[warnedAt] = Infinity;
    this.#isDropped = false;
  }

  /** New terms keep what was used and measure it against the new budget. */
  govern(terms: TermsTable): void {
    const ms = this.#ms;
    const target = terms.targets[this.#kind];
    this.#terms = terms;
    if (target === undefined) {
      if (!Number.isNaN(ms[budget]!)) ms[dropped] = ms[budget]!;
      ms[budget] = Number.NaN;
      this.#isDropped = !Number.isNaN(ms[dropped]!);
      return;
    }
    this.#isWall = target.span.isWall;
    ms[budget] = budgetAt(target.span, this.#startedMs);
    ms[warnAfter] = warnAfterMs(ms[budget], target.warnAtFraction);
    this.#isDropped = false;
  }

  /** Time passes that the desk owns, before which the calendar was open for `openFromMs` and `openToMs`. */
  walk(fromMs: number, toMs: number, openFromMs: number, openToMs: number, isLast: boolean): void {
    const ms = this.#ms;
    if (!Number.isNaN(ms[budget]!) && ms[missedAt] === Infinity) {
      const usedMs = ms[this.#isWall ? wallUsed : openUsed]!;
      const roomMs = this.#isWall ? toMs - fromMs : openToMs - openFromMs;
      const reached = (afterMs: number): number =>
        reachedIn(this.#terms, this.#isWall, afterMs - usedMs, roomMs, fromMs, toMs, openFromMs, isLast);
      if (ms[warnedAt] === Infinity) ms[warnedAt] = reached(ms[warnAfter]!);
      ms[missedAt] = reached(ms[budget]!);
    }
    ms[openUsed]! += openToMs - openFromMs;
    ms[wallUsed]! += toMs - fromMs;
  }

  get budgetMs(): number {
    return this.#isDropped ? this.#ms[dropped]! : this.#ms[budget]!;
  }
  get missedMs(): number {
    return this.#ms[missedAt]!;
  }
  get warnedMs(): number {
    return this.#ms[warnedAt]!;
  }

  /** What it comes to, where it ends so. */
  stateAt(how: number): number {
    if (Number.isNaN(this.budgetMs)) return targetState.none;
    if (this.missedMs !== Infinity) return targetState.missed;
    return this.#isDropped ? targetState.cancelled : how;
  }
}

/** What is to be used of a budget before it is warned of; Infinity: never. Pure. */
export const warnAfterMs = (budgetMs: number, atFraction: number): number =>
  Number.isNaN(atFraction) ? Infinity : Math.ceil(budgetMs * atFraction);
