import { action, type TypeCodes } from './actions.ts';
import type { PolicyTable } from './policy-table.ts';
import {
  answeredIt,
  bouncedIt,
  declinedIt,
  ended,
  reopenedAfterwards,
  reopenedAtOnce,
  roomFor,
  suppressedIt,
  type FactRows,
} from './rows.ts';
import { targetState } from './states.ts';
import { priorityBy, type Terms } from './terms.ts';

/** What facts are read by; all of it the same for every ticket. */
export interface FactsParams {
  readonly codes: TypeCodes;
  /** The code of the outcome by which silence closes a ticket. */
  readonly noReply: number;
  /** Kinds of targets that some policy promises. */
  readonly kinds: readonly boolean[];
  readonly own: readonly PolicyTable[];
  readonly candidate: PolicyTable;
}

/** What is owed at present. */
interface Owed {
  isOwed: boolean;
  kind: number;
  episode: number;
  stretch: number;
  stand: number;
}

/** Places among the milliseconds of a ticket: when what is owed began, since when the desk owns the time, and the requester is silent. */
const [responseSince, resolutionSince, passingSince, silentSince] = [0, 1, 2, 3] as const;
const [first, next, resolution] = [0, 1, 2] as const;
const unasking = action.spoken | action.left;

/**
 * Goes through tickets event by event and keeps what decisions turn on, as rows. No decision is made here but one, which is both regimes'
 * own: the priority of a stated impact, and by it the terms that govern.
 */
export class Facts {
  rows: FactRows = roomFor(0, 0);
  tickets = 0;
  stands = 0;
  stretches = 0;
  needs = 0;
  waits = 0;
  resolutions = 0;
  answers = 0;
  /** Whether the ticket's own policy asks nobody after the last resolution. */
  isSuppressedByPlan = false;
  ownPriority = 0;
  candidatePriority = 0;
  readonly #params: FactsParams;
  readonly #terms: Terms;
  /** When what is being told happened: never before what was told before it, and as it says itself. */
  readonly #clock: Float64Array;
  readonly #ms = new Float64Array(4);
  readonly #response: Owed = { isOwed: false, kind: 0, episode: 0, stretch: 0, stand: 0 };
  readonly #resolution: Owed = { isOwed: false, kind: 0, episode: 0, stretch: 0, stand: 0 };
  #room = { tickets: 0, events: 0 };
  #policy = 0;
  /** The stand that accounts are kept by. */
  #told = 0;
  #episode = 0;
  #isGoverned = true;
  #isHeld = false;
  #isDesk = false;
  #isAnswered = false;
  #isClosedForSilence = false;
  #silentStand = 0;
  #resolutionFrom = 0;

  constructor(params: FactsParams, terms: Terms, clock: Float64Array) {
    this.#params = params;
    this.#terms = terms;
    this.#clock = clock;
  }

  /** Forgets all tickets, and makes room for so many more. */
  reserve(tickets: number, events: number): void {
    this.tickets = this.stands = this.stretches = this.needs = 0;
    this.waits = this.resolutions = this.answers = 0;
    if (tickets <= this.#room.tickets && events <= this.#room.events) return;
    this.#room = {
      tickets: Math.max(tickets, this.#room.tickets),
      events: Math.max(events, this.#room.events),
    };
    this.rows = roomFor(this.#room.tickets, this.#room.events);
  }

  /** Begins with a ticket's opening: the desk holds it. */
  begin(ordinal: number, detail: number, policy: number, isGoverned: boolean): void {
    this.rows.tickets.ordinal[this.tickets] = ordinal;
    this.#policy = policy;
    this.#state(detail);
    this.#told = this.stands - 1;
    this.#isGoverned = isGoverned;
    this.#isHeld = this.#isDesk = true;
    this.#isAnswered = this.#isClosedForSilence = this.isSuppressedByPlan = false;
    this.#response.isOwed = this.#resolution.isOwed = false;
    this.#ms[passingSince] = this.#clock[0]!;
    this.#ms[silentSince] = Number.NaN;
    this.#episode = 1;
    this.#resolutionFrom = this.resolutions;
    if (isGoverned) this.#beginEpisode();
  }

  /** Takes a further event, by what it means. `isFact`: of a suppression, whether people or the mail brought it about. */
  take(bits: number, code: number, detail: number, policy: number, isFact: boolean): void {
    if (bits & action.restated) {
      const { reopened } = this.#params.codes;
      if (code === reopened && policy !== 0) this.#policy = policy;
      if (code === reopened) this.#restate();
      else this.#state(detail);
    }
    if (!this.#isGoverned) return;
    if (bits & action.turned) this.#turn(bits);
    if (bits & action.asked) this.#ask();
    else if (bits & unasking && !Number.isNaN(this.#ms[silentSince]!)) this.#unask(bits, code, detail);
    if (bits & action.resolved) this.#resolve(detail & 0x7fff);
    else if (bits & action.followed && this.resolutions > this.#resolutionFrom)
      this.#follow(bits, code, isFact);
  }

  /** Ends the account of the ticket at the clock's time. */
  finish(): void {
    const { tickets } = this.rows;
    if (this.#isGoverned) this.#finish();
    tickets.needTo[this.tickets] = this.needs;
    tickets.waitTo[this.tickets] = this.waits;
    tickets.resolutionTo[this.tickets] = this.resolutions;
    tickets.ownPriority[this.tickets] = this.ownPriority;
    tickets.candidatePriority[this.tickets] = this.candidatePriority;
    this.tickets += 1;
  }

  #finish(): void {
    const [response, whole] = [this.#response, this.#resolution];
    if (this.#isDesk) this.#cut(true);
    const isFirst = this.#ms[responseSince]! <= this.#ms[resolutionSince]!;
    if (isFirst) this.#end(response, responseSince, targetState.open);
    this.#end(whole, resolutionSince, targetState.open);
    if (!isFirst) this.#end(response, responseSince, targetState.open);
    this.#clock[1] = this.#clock[0]!;
    if (!Number.isNaN(this.#ms[silentSince]!)) this.#endSilence();
    if (this.resolutions > this.#resolutionFrom) this.#answer(ended);
    this.rows.resolutions.answerFrom[this.resolutions] = this.answers;
  }

  /** A priority stated by `detail`, and the terms of both regimes for it. */
  #state(detail: number): void {
    const { own, candidate } = this.#params;
    this.ownPriority = priorityBy(own[this.#policy]!, detail);
    this.candidatePriority = priorityBy(candidate, detail);
    this.#restate();
  }

  #restate(): void {
    const { stands } = this.rows;
    stands.own[this.stands] = this.#terms.own(this.#policy, this.ownPriority);
    stands.candidate[this.stands] = this.#terms.candidate(this.candidatePriority);
    this.stands += 1;
  }

  /** What is owed, or by what terms, may be another thing from the clock's time on. */
  #turn(bits: number): void {
    if (this.#isDesk) this.#cut(false);
    const wasHeld = this.#isHeld;
    const isHeld = (bits & action.held) !== 0;
    const stand = this.#told;
    this.#told = this.stands - 1;
    this.#isDesk = (bits & action.desk) !== 0;
    this.#isHeld = isHeld;
    this.#ms[passingSince] = this.#clock[0]!;
    const response = this.#response;
    const isBegun = !wasHeld && isHeld;
    if (isBegun) {
      this.#episode += 1;
      this.#beginEpisode();
    }
    if (bits & action.repliedTo) {
      // What ends with the event that began it was never governed: no stand is its last.
      this.#end(response, responseSince, targetState.met, isBegun ? -1 : stand);
      this.#isAnswered = true;
    }
    if (bits & action.repliedFrom && isHeld && !response.isOwed) this.#owe(response, responseSince, next);
    if (wasHeld && !isHeld) {
      this.#end(response, responseSince, targetState.cancelled, stand);
      this.#end(this.#resolution, resolutionSince, targetState.met, stand);
    }
  }

  #beginEpisode(): void {
    if (this.#params.kinds[resolution]!) this.#owe(this.#resolution, resolutionSince, resolution);
    // What nobody promises anything of is owed all the same: a first response keeps the next one from being owed.
    if (!this.#isAnswered) this.#owe(this.#response, responseSince, first);
  }

  #owe(owed: Owed, since: number, kind: number): void {
    owed.isOwed = true;
    owed.kind = kind;
    owed.episode = this.#episode;
    owed.stretch = this.stretches;
    owed.stand = this.#told;
    this.#ms[since] = this.#clock[0]!;
  }

  /** Keeps the time that passed, where some target may run in it. */
  #cut(isLast: boolean): void {
    const response = this.#response;
    if (!this.#resolution.isOwed && !(response.isOwed && this.#params.kinds[response.kind]!)) return;
    const fromMs = this.#ms[passingSince]!;
    const toMs = this.#clock[0]!;
    if (fromMs === toMs && !isLast) return;
    const { stretches } = this.rows;
    const at = this.stretches;
    stretches.fromMs[at] = fromMs;
    stretches.toMs[at] = toMs;
    stretches.stand[at] = this.#told;
    stretches.isLast[at] = isLast ? 1 : 0;
    stretches.measuredBy[at] = 0;
    this.stretches = at + 1;
  }

  /** `stand`: the last one under which it was owed. */
  #end(owed: Owed, since: number, how: number, stand = this.#told): void {
    if (!owed.isOwed) return;
    owed.isOwed = false;
    const { needs } = this.rows;
    const at = this.needs;
    needs.kind[at] = owed.kind;
    needs.episode[at] = owed.episode;
    needs.startedMs[at] = this.#ms[since]!;
    needs.how[at] = how;
    needs.stretchFrom[at] = owed.stretch;
    needs.stretchTo[at] = this.stretches;
    needs.standFrom[at] = owed.stand;
    needs.standTo[at] = Math.max(owed.stand, stand + 1);
    this.needs = at + 1;
  }

  #ask(): void {
    if (!Number.isNaN(this.#ms[silentSince]!)) this.#endSilence();
    this.#ms[silentSince] = this.#clock[1]!;
    this.#silentStand = this.stands - 1;
    this.#isClosedForSilence = false;
  }

  /** Somebody spoke, or the ticket went on. A closing for silence is a decision: how long the requester was silent is the fact. */
  #unask(bits: number, code: number, detail: number): void {
    const { codes, noReply } = this.#params;
    if (code === codes.resolved && (detail & 0x7fff) === noReply) this.#isClosedForSilence = true;
    else if (this.#isClosedForSilence) {
      if (code === codes.requesterReplied || code === codes.reopened) this.#endSilence();
    } else if (bits & action.left) this.#endSilence();
  }

  #endSilence(): void {
    const { waits } = this.rows;
    const fromMs = this.#ms[silentSince]!;
    const toMs = this.#clock[1]!;
    this.#ms[silentSince] = Number.NaN;
    // A log's clock may have run backwards: then nothing was waited for.
    if (toMs <= fromMs) return;
    waits.fromMs[this.waits] = fromMs;
    waits.toMs[this.waits] = toMs;
    waits.stand[this.waits] = this.#silentStand;
    this.waits += 1;
  }

  #resolve(outcome: number): void {
    const { resolutions } = this.rows;
    const at = this.resolutions;
    this.isSuppressedByPlan = this.#params.own[this.#policy]!.suppressed[outcome] === 1;
    resolutions.atMs[at] = this.#clock[1]!;
    resolutions.outcome[at] = outcome;
    resolutions.policy[at] = this.#policy;
    resolutions.answerFrom[at] = this.answers;
    this.resolutions = at + 1;
  }

  #follow(bits: number, code: number, isFact: boolean): void {
    const { codes } = this.#params;
    if (code === codes.reopened) this.#answer(bits & action.afterwards ? reopenedAfterwards : reopenedAtOnce);
    else if (code === codes.surveyAnswered) this.#answer(answeredIt);
    else if (code === codes.surveyDeclined) this.#answer(declinedIt);
    else if (code === codes.surveyBounced) this.#answer(bouncedIt);
    else if (isFact) this.#answer(suppressedIt);
  }

  #answer(what: number): void {
    const { answers } = this.rows;
    answers.what[this.answers] = what;
    answers.atMs[this.answers] = this.#clock[1]!;
    this.answers += 1;
  }
}
