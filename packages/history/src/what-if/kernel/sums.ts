import { surveyEnds, type Regime } from './regime.ts';
import { missed, none, targetStates } from './target-walk.ts';

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

/** Adds what was decided of one ticket. */
export const addTo = (sums: RegimeSums, regime: Regime): void => {
  const { targets, surveys, surveyCount } = regime;
  sums.priorities[regime.priority]! += 1;
  let hasMissed = false;
  for (let n = 0; n < targets.count; n += 1) {
    const { kind, state, warnedMs } = targets.results[n]!;
    if (state === none) continue;
    sums.targets[kind * targetStates.length + state]! += 1;
    if (!Number.isNaN(warnedMs)) sums.warnings[kind]! += 1;
    if (state === missed) hasMissed = true;
  }
  if (hasMissed) sums.ticketsMissed += 1;
  for (let n = 0; n < surveyCount; n += 1) sums.surveys[surveys[n]!.state]! += 1;
  sums.reminders += regime.reminders;
  sums.closings += regime.closings;
  sums.lateReopenings += regime.lateReopenings;
};
