import type { TicketRows } from './rows.ts';
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

const bit = {
  priority: 0x1,
  targets: 0x2,
  warnings: 0x4,
  surveys: 0x8,
  silence: 0x10,
  reopening: 0x20,
  moments: 0x80,
} as const;
export const chartBit = 0x40;

/** Where the rows of a ticket begin. */
const from = (ends: Uint32Array, ticket: number): number => (ticket === 0 ? 0 : ends[ticket - 1]!);

const needBits = (a: Regime, b: Regime, n: number, m: number): number => {
  const [one, other] = [a.decisions.needs, b.decisions.needs];
  const [budgetMs, otherMs] = [one.budgetMs[n]!, other.budgetMs[m]!];
  const isOther =
    one.state[n] !== other.state[m] || a.facts.rows.needs.kind[n] !== b.facts.rows.needs.kind[m];
  const isWarned = (one.warnedMs[n] === Infinity) !== (other.warnedMs[m] === Infinity);
  const isMoved =
    one.missedMs[n] !== other.missedMs[m] ||
    one.warnedMs[n] !== other.warnedMs[m] ||
    !(budgetMs === otherMs || (Number.isNaN(budgetMs) && Number.isNaN(otherMs)));
  return (isOther ? bit.targets : 0) | (isWarned ? bit.warnings : 0) | (isMoved ? bit.moments : 0);
};

const surveyBits = (a: Regime, b: Regime, n: number, m: number): number => {
  const [one, other] = [a.decisions.surveys, b.decisions.surveys];
  const isMoved = one.sendAfterMs[n] !== other.sendAfterMs[m] || one.closesMs[n] !== other.closesMs[m];
  return (one.state[n] === other.state[m] ? 0 : bit.surveys) | (isMoved ? bit.moments : 0);
};

/** The bits of a ticket's rows, one by one; `otherwise`, where there are more of them in one regime. */
const rowBits = (
  a: Regime,
  b: Regime,
  ticket: number,
  name: 'needTo' | 'resolutionTo',
  bitsOf: typeof needBits,
  otherwise: number,
): number => {
  const [ends, others] = [a.facts.rows.tickets[name], b.facts.rows.tickets[name]];
  const [n0, m0] = [from(ends, ticket), from(others, ticket)];
  const count = ends[ticket]! - n0;
  if (count !== others[ticket]! - m0) return otherwise;
  let bits = 0;
  for (let at = 0; at < count; at += 1) bits |= bitsOf(a, b, n0 + at, m0 + at);
  return bits;
};

const sumOf = (values: Uint8Array | Uint16Array, ends: Uint32Array, ticket: number): number => {
  let sum = 0;
  for (let n = from(ends, ticket); n < ends[ticket]!; n += 1) sum += values[n]!;
  return sum;
};

/** Whether both regimes come to the same sum of a ticket's rows. */
const isSameSum = (
  a: Regime,
  b: Regime,
  ticket: number,
  name: keyof Pick<TicketRows, 'waitTo' | 'resolutionTo'>,
  valuesOf: (regime: Regime) => Uint8Array | Uint16Array,
): boolean =>
  sumOf(valuesOf(a), a.facts.rows.tickets[name], ticket) ===
  sumOf(valuesOf(b), b.facts.rows.tickets[name], ticket);

/** Adds the bits of decisions of the same facts, that are not the same ones: row by row, for both sides have the same rows. */
const addSameRows = (a: Regime, b: Regime, bits: Uint8Array): void => {
  const [one, other] = [a.decisions, b.decisions];
  const { needTo, resolutionTo } = a.facts.rows.tickets;
  const { tickets } = a.facts;
  if (one.needs !== other.needs)
    for (let ticket = 0, n = 0; ticket < tickets; ticket += 1)
      for (const end = needTo[ticket]!; n < end; n += 1) bits[ticket]! |= needBits(a, b, n, n);
  if (one.surveys !== other.surveys)
    for (let ticket = 0, n = 0; ticket < tickets; ticket += 1)
      for (const end = resolutionTo[ticket]!; n < end; n += 1) bits[ticket]! |= surveyBits(a, b, n, n);
};

/** Adds the bits of decisions, ticket by ticket: another chart has rows of its own. */
const addRows = (a: Regime, b: Regime, bits: Uint8Array): void => {
  for (let ticket = 0; ticket < a.facts.tickets; ticket += 1)
    bits[ticket]! |=
      rowBits(a, b, ticket, 'needTo', needBits, bit.targets) |
      rowBits(a, b, ticket, 'resolutionTo', surveyBits, bit.surveys);
};

/** Adds the bits of what is summed up of each ticket. */
const addSums = (a: Regime, b: Regime, bits: Uint8Array): void => {
  const [one, other] = [a.decisions, b.decisions];
  const { tickets } = a.facts;
  if (one.surveys !== other.surveys)
    for (let ticket = 0; ticket < tickets; ticket += 1)
      if (!isSameSum(a, b, ticket, 'resolutionTo', ({ decisions }) => decisions.surveys.isLate))
        bits[ticket]! |= bit.reopening;
  if (one.waits !== other.waits)
    for (let ticket = 0; ticket < tickets; ticket += 1)
      if (
        !isSameSum(a, b, ticket, 'waitTo', ({ decisions }) => decisions.waits.reminders) ||
        !isSameSum(a, b, ticket, 'waitTo', ({ decisions }) => decisions.waits.closings)
      )
        bits[ticket]! |= bit.silence;
};

/** In what two regimes decide otherwise of the tickets they have just decided, into `bits`, by the place of each ticket. */
export const compare = (own: Regime, candidate: Regime, bits: Uint8Array): void => {
  const { ownPriority } = own.facts.rows.tickets;
  const { candidatePriority } = candidate.facts.rows.tickets;
  for (let ticket = 0; ticket < own.facts.tickets; ticket += 1)
    bits[ticket] = ownPriority[ticket] === candidatePriority[ticket] ? 0 : bit.priority;
  if (own.facts === candidate.facts) addSameRows(own, candidate, bits);
  else addRows(own, candidate, bits);
  addSums(own, candidate, bits);
};
