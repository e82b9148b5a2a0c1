import type { EventLog } from './log.ts';

/** A place in a model; equal places are the same object. */
export type Place = object;

/** What traces are held against: where a case begins, and where an activity leads. */
export interface ProcessModel {
  readonly initial: Place;
  /** The activity that the initial place stands for. */
  readonly initialActivity: string;
  /** The place an activity leads to in one step; undefined where the model forbids it. */
  step(from: Place, activity: string): Place | undefined;
  /** The steps of the shortest way to an activity, the last being the activity; undefined where no way leads. */
  way(from: Place, activity: string): readonly string[] | undefined;
  /** The activity a place stands for: it may be told again without a step. */
  activityOf(place: Place): string;
  /** The length of the shortest way from the beginning to an end, in steps. */
  readonly shortest: number;
}

/** `skipped`: the model needs steps between that the log does not show. `impossible`: no way leads there. `no-beginning`: the case begins in the middle. */
export type DeviationKind = 'no-beginning' | 'skipped' | 'impossible';

export interface Deviation {
  readonly kind: DeviationKind;
  readonly from: string;
  readonly to: string;
  /** The activities that the model needs between; empty when no way leads there. */
  readonly missing: readonly string[];
  readonly count: number;
  /** Indices of the cases, in the order of the log. */
  readonly cases: readonly number[];
}

export interface Conformance {
  readonly cases: number;
  /** Cases without any deviation. */
  readonly fittingCases: number;
  /** Steps from one activity to another that the log shows, a case without a beginning coming from it; telling the same again is no step. */
  readonly moves: number;
  /** Of them, those that the model takes as they are. */
  readonly conformingMoves: number;
  /** Mean over the cases of 1 − cost / worst cost. 1 when there are no cases. */
  readonly fitness: number;
  /** The most frequent first; ties by their names. */
  readonly deviations: readonly Deviation[];
}

type Tally = Omit<Deviation, 'count' | 'cases'> & { count: number; cases: number[] };

/** Where an activity leads from a place: in one step, or by a way to a place. */
interface Lead {
  readonly step?: Place;
  readonly way?: readonly string[];
  readonly to?: Place;
}

class Replay {
  readonly found = new Map<string, Tally>();
  moves = 0;
  conformingMoves = 0;
  cost = 0;
  readonly #model: ProcessModel;
  readonly #ways = new Map<Place, Map<string, Lead>>();

  constructor(model: ProcessModel) {
    this.#model = model;
  }

  /** One activity of a case; gives the place after it. */
  take(place: Place, activity: string, index: number): Place {
    const from = this.#model.activityOf(place);
    if (activity === from) return place;
    this.moves += 1;
    const { step, way, to } = this.#lead(place, activity);
    if (step) {
      this.conformingMoves += 1;
      return step;
    }
    this.note(way ? 'skipped' : 'impossible', from, activity, way?.slice(0, -1) ?? [], index);
    // A step the log does not show costs one, as does an activity the model cannot follow.
    this.cost += way ? way.length - 1 : 1;
    return to ?? place;
  }

  note(kind: DeviationKind, from: string, to: string, missing: readonly string[], index: number): void {
    const key = `${kind}\u0000${from}\u0000${to}\u0000${missing.join('\u0000')}`;
    const tally = this.found.get(key) ?? { kind, from, to, missing, count: 0, cases: [] };
    this.found.set(key, tally);
    tally.count += 1;
    if (tally.cases.at(-1) !== index) tally.cases.push(index);
  }

  /** The model is asked once for each place and activity. */
  #lead(place: Place, activity: string): Lead {
    const known = this.#ways.get(place) ?? new Map<string, Lead>();
    this.#ways.set(place, known);
    const lead = known.get(activity);
    if (lead) return lead;
    const step = this.#model.step(place, activity);
    const way = step ? undefined : this.#model.way(place, activity);
    const to = way?.reduce<Place | undefined>((at, each) => at && this.#model.step(at, each), place);
    const found = { ...(step && { step }), ...(way && { way }), ...(to && { to }) };
    known.set(activity, found);
    return found;
  }
}

/**
 * Holds each case of a log against a model by following it step by step; where the log goes a way the model does not have, it is followed over
 * the shortest way the model has, and where there is none, the activity is passed over. Pure.
 *
 * A case costs one for each step it lacks and one for each activity that cannot be followed; the worst is its own number of activities and the
 * shortest way through the model, as in alignments (pm4py). Unlike an optimal alignment, this replay never looks ahead: the fitness is never higher than that.
 */
export const conformanceOf = (log: EventLog, model: ProcessModel): Conformance => {
  const replay = new Replay(model);
  let [fittingCases, fitness] = [0, 0];
  const first = model.initialActivity;
  for (let index = 0; index < log.cases.length; index += 1) {
    const [begin, end] = [log.offsets[index]!, log.offsets[index + 1]!];
    replay.cost = 0;
    let place = model.initial;
    const opening = log.activities[log.activity[begin]!]!;
    if (opening !== first) {
      replay.note('no-beginning', 'nothing', opening, [first], index);
      replay.cost = 1;
    }
    for (let at = begin; at < end; at += 1) {
      const activity = log.activities[log.activity[at]!]!;
      place = replay.take(place, activity, index);
    }
    if (replay.cost === 0) fittingCases += 1;
    fitness += 1 - Math.min(1, replay.cost / (end - begin + model.shortest));
  }
  return {
    cases: log.cases.length,
    fittingCases,
    moves: replay.moves,
    conformingMoves: replay.conformingMoves,
    fitness: log.cases.length === 0 ? 1 : fitness / log.cases.length,
    deviations: [...replay.found.values()].toSorted(
      (a, b) => b.count - a.count || (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1),
    ),
  };
};
