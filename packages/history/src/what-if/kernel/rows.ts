/**
 * What decisions turn on of some tickets, taken from their facts alone: what was owed and for how long, whom the desk waited for, what was
 * asked after a resolution. Rows of all tickets lie one behind the other, a column an array. Instants are epoch milliseconds.
 */

/** What some terms governed: from a ticket's opening, a reprioritisation or a reopening on. Terms by their place in `WhatIfTerms.all`. */
interface StandRows {
  readonly own: Uint16Array;
  readonly candidate: Uint16Array;
}

/** Time that the desk owned, uncut by anything that decisions turn on. */
export interface StretchRows {
  readonly fromMs: Float64Array;
  readonly toMs: Float64Array;
  readonly stand: Uint32Array;
  /** 1 where the account of the ticket ends with it. */
  readonly isLast: Uint8Array;
  /** The open time before its beginning and its end, and one more than the number of the hours it was measured by; 0: not yet. */
  readonly openFromMs: Float64Array;
  readonly openToMs: Float64Array;
  readonly measuredBy: Int32Array;
}

/** Something that was owed, by stretches and stands from a place up to, and without, another. */
interface NeedRows {
  /** A place in `targetKinds`. */
  readonly kind: Uint8Array;
  readonly episode: Uint32Array;
  readonly startedMs: Float64Array;
  /** How it ended: a state of `targetStates`, where it was promised and not missed. */
  readonly how: Uint8Array;
  readonly stretchFrom: Uint32Array;
  readonly stretchTo: Uint32Array;
  readonly standFrom: Uint32Array;
  readonly standTo: Uint32Array;
}

/** The requester's silence. */
interface WaitRows {
  readonly fromMs: Float64Array;
  readonly toMs: Float64Array;
  readonly stand: Uint32Array;
}

/** A resolution, and what came of its survey: answers from a place up to where those of the next begin. */
interface ResolutionRows {
  readonly atMs: Float64Array;
  readonly outcome: Uint16Array;
  /** The code of the policy that governed. */
  readonly policy: Uint16Array;
  readonly answerFrom: Uint32Array;
}

export interface AnswerRows {
  readonly what: Uint8Array;
  readonly atMs: Float64Array;
}

/** What may come of a survey. */
export const [reopenedAtOnce, reopenedAfterwards, answeredIt, declinedIt, bouncedIt, suppressedIt, ended] = [
  0, 1, 2, 3, 4, 5, 6,
] as const;

/** By the place of a ticket among those taken: where its rows end, and its last priority by each regime. */
export interface TicketRows {
  readonly ordinal: Uint32Array;
  readonly needTo: Uint32Array;
  readonly waitTo: Uint32Array;
  readonly resolutionTo: Uint32Array;
  readonly ownPriority: Uint8Array;
  readonly candidatePriority: Uint8Array;
}

/** Arrays for so many events of so many tickets, whatever these events are. */
export interface FactRows {
  readonly stands: StandRows;
  readonly stretches: StretchRows;
  readonly needs: NeedRows;
  readonly waits: WaitRows;
  readonly resolutions: ResolutionRows;
  readonly answers: AnswerRows;
  readonly tickets: TicketRows;
}

/** Room for some tickets with so many events in all, openings included: an event leaves at most two needs, and an end two more. */
export const roomFor = (tickets: number, events: number): FactRows => {
  const rows = events + tickets;
  const needs = rows * 2;
  const places = (length: number): Uint32Array => new Uint32Array(length);
  const instants = (length: number): Float64Array => new Float64Array(length);
  return {
    stands: { own: new Uint16Array(rows), candidate: new Uint16Array(rows) },
    stretches: {
      fromMs: instants(rows),
      toMs: instants(rows),
      stand: places(rows),
      isLast: new Uint8Array(rows),
      openFromMs: instants(rows),
      openToMs: instants(rows),
      measuredBy: new Int32Array(rows),
    },
    needs: {
      kind: new Uint8Array(needs),
      episode: places(needs),
      startedMs: instants(needs),
      how: new Uint8Array(needs),
      stretchFrom: places(needs),
      stretchTo: places(needs),
      standFrom: places(needs),
      standTo: places(needs),
    },
    waits: { fromMs: instants(rows), toMs: instants(rows), stand: places(rows) },
    resolutions: {
      atMs: instants(rows),
      outcome: new Uint16Array(rows),
      policy: new Uint16Array(rows),
      answerFrom: places(rows + 1),
    },
    answers: { what: new Uint8Array(rows), atMs: instants(rows) },
    tickets: {
      ordinal: places(tickets),
      needTo: places(tickets),
      waitTo: places(tickets),
      resolutionTo: places(tickets),
      ownPriority: new Uint8Array(tickets),
      candidatePriority: new Uint8Array(tickets),
    },
  };
};
