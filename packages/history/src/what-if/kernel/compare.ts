import type { Regime } from './regime.ts';

/** In what two regimes decide otherwise, as bits. `moments`: only in when, with the same end. */
export const aspects = [
  'priority',
  'targets',
  'warnings',
  'surveys',
  'silence',
  'reopening',
  'chart',
  'moments',
] as const;
export type Aspect = (typeof aspects)[number];

export const chartBit = 0x40;
const momentsBit = 0x80;

const differ = (a: number, b: number): boolean => !(a === b || (Number.isNaN(a) && Number.isNaN(b)));

const targetBits = (a: Regime['targets'], b: Regime['targets']): number => {
  if (a.count !== b.count) return 0x2;
  let bits = 0;
  for (let n = 0; n < a.count; n += 1) {
    const [one, other] = [a.results[n]!, b.results[n]!];
    if (one.kind !== other.kind || one.state !== other.state) bits |= 0x2;
    if (Number.isNaN(one.warnedMs) !== Number.isNaN(other.warnedMs)) bits |= 0x4;
    if (
      differ(one.missedMs, other.missedMs) ||
      differ(one.warnedMs, other.warnedMs) ||
      differ(one.budgetMs, other.budgetMs)
    )
      bits |= momentsBit;
  }
  return bits;
};

const surveyBits = (a: Regime, b: Regime): number => {
  if (a.surveyCount !== b.surveyCount) return 0x8;
  let bits = 0;
  for (let n = 0; n < a.surveyCount; n += 1) {
    const [one, other] = [a.surveys[n]!, b.surveys[n]!];
    if (one.state !== other.state) bits |= 0x8;
    if (one.sendAfterMs !== other.sendAfterMs || one.closesMs !== other.closesMs) bits |= momentsBit;
  }
  return bits;
};

/** In what two regimes decide otherwise of the ticket that both have just finished. */
export const compare = (a: Regime, b: Regime): number =>
  (a.priority === b.priority ? 0 : 0x1) |
  targetBits(a.targets, b.targets) |
  surveyBits(a, b) |
  (a.reminders === b.reminders && a.closings === b.closings ? 0 : 0x10) |
  (a.lateReopenings === b.lateReopenings ? 0 : 0x20);
