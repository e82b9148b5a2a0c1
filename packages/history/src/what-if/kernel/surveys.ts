import type { Decisions } from './decisions.ts';
import type { Facts } from './facts.ts';
import { spanFrom } from './hours.ts';
import type { PolicyTable } from './policy-table.ts';
import {
  answeredIt,
  bouncedIt,
  declinedIt,
  ended,
  reopenedAfterwards,
  reopenedAtOnce,
  suppressedIt,
  type AnswerRows,
} from './rows.ts';
import { surveyEnd } from './states.ts';

/** How a survey stands after something came of it: `isClosed`, whether its window had ended. */
const endOf = (what: number, isClosed: boolean): number => {
  switch (what) {
    case reopenedAtOnce:
    case reopenedAfterwards:
      return isClosed ? surveyEnd.lapsed : surveyEnd.cancelled;
    case answeredIt:
      return isClosed ? surveyEnd.lapsed : surveyEnd.answered;
    case declinedIt:
      return isClosed ? surveyEnd.open : surveyEnd.declined;
    case bouncedIt:
      return surveyEnd.bounced;
    case suppressedIt:
      return surveyEnd.suppressed;
    default:
      return what === ended && isClosed ? surveyEnd.lapsed : surveyEnd.open;
  }
};

/** Decides the surveys of resolutions, and which reopenings came too late, by the policies that governed them. */
export const decideSurveys = (
  { rows, resolutions }: Facts,
  own: readonly PolicyTable[],
  decided: Decisions['surveys'],
): void => {
  const { policy } = rows.resolutions;
  for (let n = 0; n < resolutions; n += 1) decideOne(rows, own[policy[n]!]!, decided, n);
};

/** The same by one policy. Taken over from `known`, decided of the same facts, where a policy of ours says the same of surveys. */
export const decideSurveysBy = (
  candidate: PolicyTable,
  { rows, resolutions }: Facts,
  own: readonly PolicyTable[],
  decided: Decisions['surveys'],
  known: Decisions['surveys'] | undefined,
): void => {
  const { policy } = rows.resolutions;
  for (let n = 0; n < resolutions; n += 1)
    if (known && own[policy[n]!]!.surveyKey === candidate.surveyKey) takeOver(known, decided, n);
    else decideOne(rows, candidate, decided, n);
};

const decideOne = (
  { resolutions, answers }: Facts['rows'],
  policy: PolicyTable,
  { state, sendAfterMs, closesMs, isLate }: Decisions['surveys'],
  n: number,
): void => {
  const { desk, quietFor, surveyWindow, suppressed } = policy;
  const resolvedMs = resolutions.atMs[n]!;
  const sendMs = quietFor ? spanFrom(desk, quietFor, resolvedMs) : resolvedMs;
  const windowMs = spanFrom(desk, surveyWindow, sendMs);
  sendAfterMs[n] = sendMs;
  closesMs[n] = windowMs;
  isLate[n] = 0;
  let now: number = suppressed[resolutions.outcome[n]!] === 1 ? surveyEnd.suppressed : surveyEnd.open;
  const to = resolutions.answerFrom[n + 1]!;
  for (let at = resolutions.answerFrom[n]!; at < to; at += 1) {
    const what = answers.what[at]!;
    if (what === reopenedAfterwards && isLateAt(answers, at, policy, resolvedMs)) isLate[n] = 1;
    if (now === surveyEnd.open) now = endOf(what, answers.atMs[at]! >= windowMs);
  }
  state[n] = now;
};

const isLateAt = (
  { atMs }: AnswerRows,
  at: number,
  { desk, reopenWindow }: PolicyTable,
  resolvedMs: number,
): boolean => atMs[at]! > spanFrom(desk, reopenWindow, resolvedMs);

const takeOver = (known: Decisions['surveys'], decided: Decisions['surveys'], n: number): void => {
  decided.state[n] = known.state[n]!;
  decided.sendAfterMs[n] = known.sendAfterMs[n]!;
  decided.closesMs[n] = known.closesMs[n]!;
  decided.isLate[n] = known.isLate[n]!;
};
