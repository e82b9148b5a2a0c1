import { budgetAt, instantAfter, nextOpenFrom, openUntil } from './hours.ts';
import type { TermsTable } from './policy-table.ts';

/** How a need ended: it was never promised anything, or its target was met, missed, cancelled, or is open still. */
export const targetStates = ['none', 'met', 'missed', 'cancelled', 'open'] as const;
export const [none, met, missed, cancelled, open] = [0, 1, 2, 3, 4] as const;

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

/** The account of one need, as `readTarget` of `@caselog/sla` keeps it: a test holds both equal. */
class Account {
  isActive = false;
  kind = 0;
  episode = 0;
  startedMs = 0;
  openMs = 0;
  wallMs = 0;
  /** The present promise; NaN: none. */
  budgetMs = Number.NaN;
  warnAfterMs = Number.NaN;
  isWall = false;
  /** Whether a promise stood before, when there is none any more. */
  isDropped = false;
  droppedBudgetMs = Number.NaN;
  missedMs = Number.NaN;
  warnedMs = Number.NaN;
  terms: TermsTable | undefined;

  begin(kind: number, episode: number, startedMs: number): void {
    this.isActive = true;
    this.kind = kind;
    this.episode = episode;
    this.startedMs = startedMs;
    this.openMs = this.wallMs = 0;
    this.budgetMs = this.warnAfterMs = this.missedMs = this.warnedMs = this.droppedBudgetMs = Number.NaN;
    this.isDropped = false;
    this.terms = undefined;
  }

  /** New terms keep what was used and measure it against the new budget. */
  govern(terms: TermsTable): void {
    const before = Number.isNaN(this.budgetMs) ? this.droppedBudgetMs : this.budgetMs;
    const target = terms.targets[this.kind];
    this.terms = terms;
    if (target === undefined) {
      this.budgetMs = this.warnAfterMs = Number.NaN;
      this.isDropped = !Number.isNaN(before);
      this.droppedBudgetMs = before;
      return;
    }
    this.isWall = target.span.isWall;
    this.budgetMs = budgetAt(target.span, this.startedMs);
    this.warnAfterMs = Math.ceil(this.budgetMs * target.warnAtFraction);
    this.isDropped = false;
  }

  /** Time passes that the desk owns. `openFromMs` is the open time of the calendar before `fromMs`. */
  walk(fromMs: number, toMs: number, openFromMs: number, openMs: number, isLast: boolean): void {
    if (!Number.isNaN(this.budgetMs) && Number.isNaN(this.missedMs)) {
      const usedMs = this.isWall ? this.wallMs : this.openMs;
      const roomMs = this.isWall ? toMs - fromMs : openMs;
      if (!Number.isNaN(this.warnAfterMs) && Number.isNaN(this.warnedMs))
        this.warnedMs = this.#reached(this.warnAfterMs - usedMs, roomMs, fromMs, toMs, openFromMs, isLast);
      this.missedMs = this.#reached(this.budgetMs - usedMs, roomMs, fromMs, toMs, openFromMs, isLast);
    }
    this.openMs += openMs;
    this.wallMs += toMs - fromMs;
  }

  /** The instant at which its use reaches a threshold `leftMs` away; NaN: not in this stretch. */
  #reached(
    leftMs: number,
    roomMs: number,
    fromMs: number,
    toMs: number,
    openFromMs: number,
    isLast: boolean,
  ): number {
    if (leftMs > roomMs || (leftMs <= 0 && roomMs === 0 && !isLast)) return Number.NaN;
    const { hours } = this.terms!;
    const instantMs = this.isWall
      ? fromMs + Math.max(0, leftMs)
      : leftMs > 0
        ? instantAfter(hours, openFromMs + leftMs)
        : nextOpenFrom(hours, fromMs);
    return instantMs <= toMs ? instantMs : Number.NaN;
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
  #fromMs = 0;
  #isAnswered = false;

  constructor(kinds: readonly boolean[], clock: Float64Array) {
    this.#kinds = kinds;
    this.#clock = clock;
  }

  /** Begins with the opening of a ticket, which the desk holds. */
  begin(terms: TermsTable): void {
    const atMs = this.#clock[0]!;
    this.count = 0;
    this.#terms = terms;
    this.#isDesk = this.#isHeld = true;
    this.#episode = 1;
    this.#isAnswered = false;
    this.#response.isActive = this.#resolution.isActive = false;
    this.#fromMs = atMs;
    this.#beginEpisode(atMs);
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
    const atMs = this.#clock[0]!;
    this.#terms = terms;
    this.#isDesk = isDesk;
    this.#isHeld = isHeld;
    this.#fromMs = atMs;
    if (!wasHeld && isHeld) {
      this.#episode += 1;
      this.#beginEpisode(atMs);
    }
    if (reply === 1) {
      this.#end(this.#response, met);
      this.#isAnswered = true;
    }
    if (reply === 2 && isHeld && !this.#response.isActive) this.#beginNeed(this.#response, 1, atMs);
    if (wasHeld && !isHeld) {
      this.#end(this.#response, cancelled);
      this.#end(this.#resolution, met);
    }
    this.#govern();
  }

  /** Ends the account. */
  finish(): void {
    this.#pass(true);
    if (this.#response.startedMs <= this.#resolution.startedMs) this.#end(this.#response, open);
    this.#end(this.#resolution, open);
    this.#end(this.#response, open);
  }

  #pass(isLast: boolean): void {
    const response = this.#response;
    const resolution = this.#resolution;
    const isResponseWalked = response.isActive && this.#kinds[response.kind]!;
    if (!this.#isDesk || !(isResponseWalked || resolution.isActive)) return;
    const { hours } = this.#terms;
    const toMs = this.#clock[0]!;
    const openToMs = openUntil(hours, toMs);
    const openFromMs = openUntil(hours, this.#fromMs);
    const openMs = openToMs - openFromMs;
    if (isResponseWalked) response.walk(this.#fromMs, toMs, openFromMs, openMs, isLast);
    if (resolution.isActive) resolution.walk(this.#fromMs, toMs, openFromMs, openMs, isLast);
  }

  #beginEpisode(atMs: number): void {
    this.#beginNeed(this.#resolution, 2, atMs);
    if (!this.#isAnswered) this.#beginNeed(this.#response, 0, atMs);
  }

  #beginNeed(account: Account, kind: number, atMs: number): void {
    account.begin(kind, this.#episode, atMs);
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
    const { isDropped, budgetMs } = account;
    const isPromised = isDropped || !Number.isNaN(budgetMs);
    const state = !isPromised ? none : !Number.isNaN(account.missedMs) ? missed : isDropped ? cancelled : how;
    this.results[this.count] ??= {} as TargetResult;
    const result = this.results[this.count]!;
    result.kind = account.kind;
    result.episode = account.episode;
    result.state = state;
    result.missedMs = account.missedMs;
    result.warnedMs = account.warnedMs;
    result.startedMs = account.startedMs;
    result.budgetMs = isDropped ? account.droppedBudgetMs : budgetMs;
    this.count += 1;
  }
}
