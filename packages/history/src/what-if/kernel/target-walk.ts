import { budgetAt, instantAfter, nextOpenFrom, openUntil } from './hours.ts';
import type { TermsTable } from './policy-table.ts';

/** How a need ended: it was never promised anything, or its target was met, missed, cancelled, or is open still. */
export const targetStates = ['none', 'met', 'missed', 'cancelled', 'open'] as const;
export const [none, missed] = [0, 2] as const;
const [met, cancelled, open] = [1, 3, 4] as const;

/** One need and what its target came to. */
export interface TargetResult {
  /** A place in `targetKinds`. */
  kind: number;
  episode: number;
  state: number;
  missedMs: number;
  warnedMs: number;
  /** When it began, and its budget. */
  startedMs: number;
  budgetMs: number;
}

const emptyResult = (): TargetResult => ({
  kind: 0,
  episode: 0,
  state: none,
  missedMs: Number.NaN,
  warnedMs: Number.NaN,
  startedMs: Number.NaN,
  budgetMs: Number.NaN,
});

/** Places in an account's numbers. NaN stands for none: no promise, no promise dropped, not missed, not warned. */
const [startedAt, openUsed, wallUsed, budget, warnAfter, droppedBudget, missedAt, warnedAt] = [
  0, 1, 2, 3, 4, 5, 6, 7,
] as const;

/**
 * The account of one need, as `readTarget` of `@caselog/sla` keeps it: a test holds both equal. Its milliseconds stand in one array, where
 * writing them costs nothing.
 */
class Account {
  readonly ms = new Float64Array(8);
  isActive = false;
  kind = 0;
  episode = 0;
  isWall = false;
  /** Whether a promise stood before, when there is none any more. */
  isDropped = false;
  terms: TermsTable | undefined;

  begin(kind: number, episode: number, clock: Float64Array): void {
    const { ms } = this;
    this.isActive = true;
    this.kind = kind;
    this.episode = episode;
    ms[startedAt] = clock[0]!;
    ms[openUsed] = ms[wallUsed] = 0;
    ms[budget] = ms[warnAfter] = ms[droppedBudget] = ms[missedAt] = ms[warnedAt] = Number.NaN;
    this.isDropped = false;
    this.terms = undefined;
  }

  /** New terms keep what was used and measure it against the new budget. */
  govern(terms: TermsTable): void {
    const { ms } = this;
    const target = terms.targets[this.kind];
    this.terms = terms;
    if (target === undefined) {
      if (!Number.isNaN(ms[budget])) ms[droppedBudget] = ms[budget]!;
      ms[budget] = ms[warnAfter] = Number.NaN;
      this.isDropped = !Number.isNaN(ms[droppedBudget]);
      return;
    }
    this.isWall = target.span.isWall;
    ms[budget] = budgetAt(target.span, ms[startedAt]!);
    ms[warnAfter] = Math.ceil(ms[budget] * target.warnAtFraction);
    this.isDropped = false;
  }

  /** Time passes that the desk owns: from `passing[0]` to `passing[1]`, before which the calendar was open for `passing[2]` and `[3]`. */
  walk(passing: Float64Array, isLast: boolean): void {
    const { ms } = this;
    if (!Number.isNaN(ms[budget]) && Number.isNaN(ms[missedAt])) {
      if (!Number.isNaN(ms[warnAfter]) && Number.isNaN(ms[warnedAt]))
        this.#mark(warnAfter, warnedAt, passing, isLast);
      this.#mark(budget, missedAt, passing, isLast);
    }
    ms[openUsed]! += passing[3]! - passing[2]!;
    ms[wallUsed]! += passing[1]! - passing[0]!;
  }

  /** Notes the instant at which its use reaches a threshold, where it does so in this stretch. */
  #mark(threshold: number, moment: number, passing: Float64Array, isLast: boolean): void {
    const { ms } = this;
    const leftMs = ms[threshold]! - ms[this.isWall ? wallUsed : openUsed]!;
    const roomMs = this.isWall ? passing[1]! - passing[0]! : passing[3]! - passing[2]!;
    if (leftMs > roomMs || (leftMs <= 0 && roomMs === 0 && !isLast)) return;
    const { hours } = this.terms!;
    const instantMs = this.isWall
      ? passing[0]! + Math.max(0, leftMs)
      : leftMs > 0
        ? instantAfter(hours, passing[2]! + leftMs)
        : nextOpenFrom(hours, passing[0]!);
    if (instantMs <= passing[1]!) ms[moment] = instantMs;
  }
}

/**
 * Walks a ticket's targets event by event, under the terms that govern it: what is owed follows from the facts alone, what was promised of
 * it from the terms. The rules are those of `clockLedger`. One object walks ticket after ticket.
 */
export class TargetWalk {
  /** What the needs of this ticket came to, in the order they ended; `count` of them are valid. */
  readonly results: TargetResult[] = [];
  count = 0;
  readonly #response = new Account();
  readonly #resolution = new Account();
  /** Kinds that some terms promise something of: the others need no account. */
  readonly #kinds: readonly boolean[];
  /** Its first number is when what is being told happened: numbers that are handed over in an array need no memory of their own. */
  readonly #clock: Float64Array;
  #terms!: TermsTable;
  #isDesk = false;
  #isHeld = false;
  #episode = 0;
  /** The stretch that passes: from, to, and the open time before each. */
  readonly #passing = new Float64Array(4);
  #isAnswered = false;

  constructor(kinds: readonly boolean[], clock: Float64Array) {
    this.#kinds = kinds;
    this.#clock = clock;
  }

  /** Begins with the opening of a ticket, which the desk holds. */
  begin(terms: TermsTable): void {
    this.count = 0;
    this.#terms = terms;
    this.#isDesk = this.#isHeld = true;
    this.#episode = 1;
    this.#isAnswered = false;
    this.#response.isActive = this.#resolution.isActive = false;
    this.#passing[0] = this.#clock[0]!;
    this.#beginEpisode();
    this.#govern();
  }

  /**
   * Takes an event that changes something: who holds the ticket from then on (the desk, somebody else, or nobody), the terms, or
   * that a reply was given (1: to the requester, 2: from the requester).
   */
  take(isHeld: boolean, isDesk: boolean, terms: TermsTable, reply: number): void {
    const wasHeld = this.#isHeld;
    // What changes nothing does not cut the time that passes.
    if (reply === 0 && isHeld === wasHeld && isDesk === this.#isDesk && terms === this.#terms) return;
    this.#pass(false);
    this.#terms = terms;
    this.#isDesk = isDesk;
    this.#isHeld = isHeld;
    this.#passing[0] = this.#clock[0]!;
    if (!wasHeld && isHeld) {
      this.#episode += 1;
      this.#beginEpisode();
    }
    if (reply === 1) {
      this.#end(this.#response, met);
      this.#isAnswered = true;
    }
    if (reply === 2 && isHeld && !this.#response.isActive) this.#beginNeed(this.#response, 1);
    if (wasHeld && !isHeld) {
      this.#end(this.#response, cancelled);
      this.#end(this.#resolution, met);
    }
    this.#govern();
  }

  /** Ends the account. */
  finish(): void {
    this.#pass(true);
    if (this.#response.ms[startedAt]! <= this.#resolution.ms[startedAt]!) this.#end(this.#response, open);
    this.#end(this.#resolution, open);
    this.#end(this.#response, open);
  }

  #pass(isLast: boolean): void {
    const response = this.#response;
    const resolution = this.#resolution;
    const isResponseWalked = response.isActive && this.#kinds[response.kind]!;
    if (!this.#isDesk || !(isResponseWalked || resolution.isActive)) return;
    const { hours } = this.#terms;
    const passing = this.#passing;
    passing[1] = this.#clock[0]!;
    passing[2] = openUntil(hours, passing[0]!);
    passing[3] = openUntil(hours, passing[1]);
    if (isResponseWalked) response.walk(passing, isLast);
    if (resolution.isActive) resolution.walk(passing, isLast);
  }

  #beginEpisode(): void {
    this.#beginNeed(this.#resolution, 2);
    if (!this.#isAnswered) this.#beginNeed(this.#response, 0);
  }

  #beginNeed(account: Account, kind: number): void {
    account.begin(kind, this.#episode, this.#clock);
    // What nobody promises anything of is owed all the same: a first response keeps the next one from being owed.
    account.isActive = this.#kinds[kind]! || kind !== 2;
  }

  #govern(): void {
    const response = this.#response;
    const resolution = this.#resolution;
    const terms = this.#terms;
    if (response.isActive && response.terms !== terms) response.govern(terms);
    if (resolution.isActive && resolution.terms !== terms) resolution.govern(terms);
  }

  #end(account: Account, how: number): void {
    if (!account.isActive) return;
    account.isActive = false;
    const { isDropped, ms } = account;
    const isPromised = isDropped || !Number.isNaN(ms[budget]);
    const state = !isPromised ? none : !Number.isNaN(ms[missedAt]) ? missed : isDropped ? cancelled : how;
    this.results[this.count] ??= emptyResult();
    const result = this.results[this.count]!;
    result.kind = account.kind;
    result.episode = account.episode;
    result.state = state;
    result.missedMs = ms[missedAt]!;
    result.warnedMs = ms[warnedAt]!;
    result.startedMs = ms[startedAt]!;
    result.budgetMs = isDropped ? ms[droppedBudget]! : ms[budget]!;
    this.count += 1;
  }
}
