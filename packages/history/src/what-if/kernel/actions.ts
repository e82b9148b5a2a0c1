import type { ChartTables } from '@caselog/columns/kernel';

/** The codes of the event types that decisions turn on. */
export interface TypeCodes {
  readonly opened: number;
  readonly reprioritised: number;
  readonly replySent: number;
  readonly requesterReplied: number;
  readonly dataRequested: number;
  readonly resolved: number;
  readonly reopened: number;
  readonly surveyAnswered: number;
  readonly surveyDeclined: number;
  readonly surveyBounced: number;
  readonly surveySuppressed: number;
}

/** The lifecycle states that decisions turn on, by their places in `lifecycleStates`. */
const [awaitingData, thirdParty, resolved, surveyed] = [2, 4, 5, 6] as const;

/** What an event means for decisions, as bits. */
export const action = {
  /** The desk owns the ticket's time from then on; somebody is to do something about the ticket from then on. */
  desk: 0x1,
  held: 0x2,
  /** What is owed, or by what terms, may be another thing from then on: an account is to be cut here. */
  turned: 0x4,
  repliedTo: 0x8,
  repliedFrom: 0x10,
  /** Another priority, or another policy. */
  restated: 0x20,
  /** The requester is asked for something. */
  asked: 0x40,
  /** The requester spoke, or the ticket was resolved or reopened; it was left for another state than the waiting one. */
  spoken: 0x80,
  left: 0x100,
  resolved: 0x200,
  /** It may end the survey of the last resolution; after the survey's own end. */
  followed: 0x400,
  afterwards: 0x800,
} as const;

const isHeldIn = (lifecycle: number): boolean => lifecycle < resolved;
const isDesksIn = (lifecycle: number): boolean =>
  isHeldIn(lifecycle) && lifecycle !== awaitingData && lifecycle !== thirdParty;

const turns = (codes: TypeCodes, code: number, from: number, to: number): number => {
  const { reopened, reprioritised, requesterReplied, replySent } = codes;
  const isRestated = code === reprioritised || code === reopened;
  const isReply = code === replySent || code === requesterReplied;
  const isOtherwiseHeld = isHeldIn(from) !== isHeldIn(to) || isDesksIn(from) !== isDesksIn(to);
  return (
    (isReply || isRestated || isOtherwiseHeld ? action.turned : 0) |
    (code === replySent ? action.repliedTo : 0) |
    (code === requesterReplied ? action.repliedFrom : 0) |
    (isRestated ? action.restated : 0)
  );
};

const speaks = (codes: TypeCodes, code: number, from: number, to: number): number => {
  if (code === codes.dataRequested) return action.asked;
  const isSpoken = [codes.resolved, codes.requesterReplied, codes.reopened].includes(code);
  return (isSpoken ? action.spoken : 0) | (from === awaitingData && to !== awaitingData ? action.left : 0);
};

const ends = (codes: TypeCodes, code: number, from: number): number => {
  if (code === codes.resolved) return action.resolved;
  const { reopened, surveyAnswered, surveyDeclined, surveyBounced, surveySuppressed } = codes;
  if (
    from < resolved ||
    ![reopened, surveyAnswered, surveyDeclined, surveyBounced, surveySuppressed].includes(code)
  )
    return 0;
  return action.followed | (from === surveyed ? action.afterwards : 0);
};

/** What an event of a type means that leads from one state to another, or leaves the ticket in its state. 0: nothing. Pure. */
const actionOf = (codes: TypeCodes, code: number, from: number, to: number): number => {
  const bits = turns(codes, code, from, to) | speaks(codes, code, from, to) | ends(codes, code, from);
  return bits === 0 ? 0 : bits | (isHeldIn(to) ? action.held : 0) | (isDesksIn(to) ? action.desk : 0);
};

/** The action of each event type that leads from each state to each: of type `t` from `f` to `g` at `t * 64 + f * 8 + g`. Pure. */
export const actionsOf = (codes: TypeCodes, types: number): Uint16Array =>
  Uint16Array.from({ length: types * 64 }, (_, at) => actionOf(codes, at >> 6, (at >> 3) & 7, at & 7));

/** The lifecycle's moves together with what they mean, for a loop that does little else. */
export interface Steps {
  /**
   * Of type `t` in the state whose row begins at `r`, at `r + t`: the row of the next state in the lower 19 bits, above them the action. -1:
   * forbidden. -2: to be looked up in `byDetail`.
   */
  readonly steps: Int32Array;
  /** The same at `(r + t) * 2 + v`, where `v` is 0 where the facts in `detail` are 0. */
  readonly byDetail: Int32Array;
  readonly initial: number;
}

const rowBits = 19;
export const rowOf = (step: number): number => step & ((1 << rowBits) - 1);
export const actionIn = (step: number): number => step >> rowBits;

/** Pure. `lean`: see `leanMoves`. */
export const stepsOf = (
  lean: Int32Array,
  { lifecycle, types, initial }: Pick<ChartTables, 'lifecycle' | 'types' | 'initial'>,
  actions: Uint16Array,
): Steps => {
  const byDetail = lean.map((to, at) => {
    const [from, type] = [Math.floor((at >> 1) / types), (at >> 1) % types];
    return to === -1
      ? -1
      : (to * types) | (actions[type * 64 + lifecycle[from]! * 8 + lifecycle[to]!]! << rowBits);
  });
  const steps = Int32Array.from({ length: lean.length / 2 }, (_, at) =>
    byDetail[at * 2] === byDetail[at * 2 + 1] ? byDetail[at * 2]! : -2,
  );
  return { steps, byDetail, initial: initial * types };
};
