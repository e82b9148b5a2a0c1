import type { Regime } from './regime.ts';
import { surveyEnds, targetState, targetStates } from './states.ts';

const kinds = 3;
const priorities = 4;

/** What one regime decided of all tickets. Plain data. */
export interface RegimeSums {
  /** Tickets by their last priority. */
  readonly priorities: Float64Array;
  /** Targets by kind and how they ended: `kind * targetStates.length + state`. */
  readonly targets: Float64Array;
  /** Warnings by the kind of the target. */
  readonly warnings: Float64Array;
  /** Tickets that missed a target. */
  ticketsMissed: number;
  /** Surveys by how they ended. */
  readonly surveys: Float64Array;
  reminders: number;
  closings: number;
  lateReopenings: number;
}

export const emptySums = (): RegimeSums => ({
  priorities: new Float64Array(priorities),
  targets: new Float64Array(kinds * targetStates.length),
  warnings: new Float64Array(kinds),
  ticketsMissed: 0,
  surveys: new Float64Array(surveyEnds.length),
  reminders: 0,
  closings: 0,
  lateReopenings: 0,
});

/** Adds what was decided of all tickets whose facts were gathered; `priorityOf` holds the last priority of each. */
export const addTo = (sums: RegimeSums, regime: Regime, priorityOf: Uint8Array): void => {
  for (let ticket = 0; ticket < regime.facts.tickets; ticket += 1) sums.priorities[priorityOf[ticket]!]! += 1;
  addTargets(sums, regime);
  addSilence(sums, regime);
  addSurveys(sums, regime);
};

const addTargets = (sums: RegimeSums, { facts, decisions }: Regime): void => {
  const { targets, warnings } = sums;
  const { kind } = facts.rows.needs;
  const { needTo } = facts.rows.tickets;
  const { state, warnedMs } = decisions.needs;
  let ticketsMissed = 0;
  for (let ticket = 0, n = 0; ticket < facts.tickets; ticket += 1) {
    let missed = 0;
    for (; n < needTo[ticket]!; n += 1) {
      const how = state[n]!;
      if (how === targetState.none) continue;
      targets[kind[n]! * targetStates.length + how]! += 1;
      if (warnedMs[n] !== Infinity) warnings[kind[n]!]! += 1;
      if (how === targetState.missed) missed = 1;
    }
    ticketsMissed += missed;
  }
  sums.ticketsMissed += ticketsMissed;
};

const addSilence = (sums: RegimeSums, { facts, decisions }: Regime): void => {
  const { reminders, closings } = decisions.waits;
  for (let n = 0; n < facts.waits; n += 1) {
    sums.reminders += reminders[n]!;
    sums.closings += closings[n]!;
  }
};

const addSurveys = (sums: RegimeSums, { facts, decisions }: Regime): void => {
  const { state, isLate } = decisions.surveys;
  for (let n = 0; n < facts.resolutions; n += 1) {
    sums.surveys[state[n]!]! += 1;
    sums.lateReopenings += isLate[n]!;
  }
};
