import type { Budget, Duration } from '../duration.ts';
import { budgetOf } from '../duration.ts';
import { CalendarExhaustedError } from '../errors.ts';
import type { ClockTerms, Holder, TargetKind, TargetTerms } from './facts.ts';
import type { Need } from './needs.ts';
import type { Moment } from './timeline.ts';

/** The event that ended what was owed: by fulfilling it, or because it was no longer owed. */
export interface TargetEnd {
  readonly atMs: number;
  readonly by: string;
  readonly how: 'fulfilled' | 'cancelled';
}

/** Where a target stands. All instants are epoch milliseconds. */
export type TargetState =
  /** The desk's time is running; it is due at `dueAtMs` if the desk keeps the ticket. */
  | { readonly state: 'running'; readonly remainingMs: number; readonly dueAtMs: number }
  /** Someone else owns the time. `dueAtMs` is known while that is only closed hours. */
  | {
      readonly state: 'paused';
      readonly owner: Exclude<Holder, 'desk'> | 'closed-hours';
      readonly remainingMs: number;
      readonly dueAtMs: number | undefined;
    }
  | { readonly state: 'met'; readonly end: TargetEnd }
  /** The budget ran out at `missedAtMs`, whenever that was noticed; `end` came later, if it came. */
  | { readonly state: 'missed'; readonly missedAtMs: number; readonly end: TargetEnd | undefined }
  | { readonly state: 'cancelled'; readonly end: TargetEnd };

/** One promise to the requester: its budget of the desk's own time, how much is used, and where that leaves it. */
export type Target = TargetState & {
  readonly kind: TargetKind;
  readonly episode: number;
  readonly startedAtMs: number;
  readonly startedBy: string;
  readonly within: Duration;
  readonly clock: Budget['clock'];
  readonly budgetMs: number;
  readonly usedMs: number;
  /** When the warning was or will be due; undefined when none is wanted, or it cannot be told while others hold it. */
  readonly warnAtMs: number | undefined;
};

/** Terms applied to a need: what they promise, in milliseconds. */
interface Promised extends Budget {
  readonly terms: TargetTerms;
}

/** The account of one need while its moments are walked. */
interface Account {
  openMs: number;
  wallMs: number;
  promised: Promised | undefined;
  /** The last promise that stood, when the terms of today make none. */
  dropped: { readonly promised: Promised; readonly end: TargetEnd } | undefined;
  missedAtMs: number | undefined;
  warnedAtMs: number | undefined;
}

const usedMs = (account: Account, { clock }: Budget) => (clock === 'wall' ? account.wallMs : account.openMs);
const warnMs = ({ budgetMs, terms }: Promised): number | undefined =>
  terms.warnAtFraction === undefined ? undefined : Math.ceil(budgetMs * terms.warnAtFraction);

function promise(terms: ClockTerms, kind: TargetKind, startedAtMs: number): Promised | undefined {
  const target = terms.targets.find((one) => one.kind === kind);
  return target === undefined
    ? undefined
    : { terms: target, ...budgetOf(target.within, terms.calendar, startedAtMs) };
}

/** The instant by which `leftMs` more has been used from `fromMs` on, if the desk keeps the ticket. Never closed for long. */
function spend({ calendar }: ClockTerms, { clock }: Budget, fromMs: number, leftMs: number): number {
  if (clock === 'wall') return fromMs + Math.max(0, leftMs);
  if (leftMs > 0) return calendar.add(fromMs, leftMs);
  const instantMs = calendar.nextOpen(fromMs);
  if (instantMs === undefined) throw new CalendarExhaustedError(calendar.id, fromMs, 'another hour');
  return instantMs;
}

/**
 * The instant inside a moment in which the desk holds the ticket at which its use reaches `thresholdMs`. When it had
 * been reached before (new terms promise less), that is the first instant at which the desk's time runs again.
 */
function reached(
  account: Account,
  moment: Moment,
  openMs: number,
  thresholdMs: number,
  isLast: boolean,
): number | undefined {
  const { promised } = account;
  if (promised === undefined) return undefined;
  const leftMs = thresholdMs - usedMs(account, promised);
  const roomMs = promised.clock === 'wall' ? moment.toMs - moment.fromMs : openMs;
  if (leftMs > roomMs || (leftMs <= 0 && roomMs === 0 && !isLast)) return undefined;
  const instantMs = spend(moment.standing.terms, promised, moment.fromMs, leftMs);
  return instantMs <= moment.toMs ? instantMs : undefined;
}

function walk(account: Account, moment: Moment, isLast: boolean): void {
  const { standing, fromMs, toMs } = moment;
  if (standing.holder !== 'desk') return;
  const openMs = standing.terms.calendar.between(fromMs, toMs);
  if (account.promised !== undefined && account.missedAtMs === undefined) {
    const warnAt = warnMs(account.promised);
    if (warnAt !== undefined) account.warnedAtMs ??= reached(account, moment, openMs, warnAt, isLast);
    account.missedAtMs = reached(account, moment, openMs, account.promised.budgetMs, isLast);
  }
  account.openMs += openMs;
  account.wallMs += toMs - fromMs;
}

/** New terms keep what was used, whoever holds the ticket: a pause outlives a change of priority. */
function govern(account: Account, moment: Moment, need: Need, startedAtMs: number): void {
  const before = account.promised ?? account.dropped?.promised;
  account.promised = promise(moment.standing.terms, need.kind, startedAtMs);
  account.dropped =
    account.promised === undefined && before !== undefined
      ? (account.dropped ?? {
          promised: before,
          end: { atMs: moment.fromMs, by: moment.event.eventId, how: 'cancelled' },
        })
      : undefined;
}

/**
 * Reads what was promised for a need over its moments. Observably pure. Undefined when no terms ever promised anything.
 * - The budget buys the time from its start up to the instant at which it runs out; what comes at that instant is late.
 * - Terms that change keep what was used and measure it against the new budget. What was missed stays missed.
 */
export function readTarget(need: Need, moments: readonly Moment[]): Target | undefined {
  const start = moments[need.startIndex] as Moment;
  const account: Account = {
    openMs: 0,
    wallMs: 0,
    promised: undefined,
    dropped: undefined,
    missedAtMs: undefined,
    warnedAtMs: undefined,
  };
  const endIndex = need.end?.index ?? moments.length;
  let governing: ClockTerms | undefined;
  for (let index = need.startIndex; index < Math.max(endIndex, need.startIndex + 1); index += 1) {
    const moment = moments[index] as Moment;
    if (moment.standing.terms !== governing) govern(account, moment, need, start.fromMs);
    governing = moment.standing.terms;
    if (index < endIndex) walk(account, moment, index === moments.length - 1);
  }
  const promised = account.promised ?? account.dropped?.promised;
  if (promised === undefined) return undefined;
  const state = stateOf(account, need, moments, promised);
  return {
    kind: need.kind,
    episode: need.episode,
    startedAtMs: start.fromMs,
    startedBy: start.event.eventId,
    within: promised.terms.within,
    clock: promised.clock,
    budgetMs: promised.budgetMs,
    usedMs: usedMs(account, promised),
    warnAtMs: account.warnedAtMs ?? futureWarning(account, state, moments),
    ...state,
  };
}

function endOf({ end }: Need, moments: readonly Moment[]): TargetEnd | undefined {
  if (end === undefined) return undefined;
  const { fromMs, event } = moments[end.index] as Moment;
  return { atMs: fromMs, by: event.eventId, how: end.how };
}

function stateOf(account: Account, need: Need, moments: readonly Moment[], promised: Promised): TargetState {
  const end = endOf(need, moments);
  if (account.missedAtMs !== undefined)
    return { state: 'missed', missedAtMs: account.missedAtMs, end: end ?? account.dropped?.end };
  if (account.dropped !== undefined) return { state: 'cancelled', end: account.dropped.end };
  if (end !== undefined) return { state: end.how === 'fulfilled' ? 'met' : 'cancelled', end };
  return pending(account, promised, moments.at(-1) as Moment);
}

function pending(account: Account, promised: Promised, { standing, toMs: nowMs }: Moment): TargetState {
  const leftMs = promised.budgetMs - usedMs(account, promised);
  const remainingMs = Math.max(0, leftMs);
  if (standing.holder !== 'desk')
    return { state: 'paused', owner: standing.holder, remainingMs, dueAtMs: undefined };
  const dueAtMs = spend(standing.terms, promised, nowMs, leftMs);
  if (promised.clock === 'wall' || standing.terms.calendar.isOpen(nowMs))
    return { state: 'running', remainingMs, dueAtMs };
  return { state: 'paused', owner: 'closed-hours', remainingMs, dueAtMs };
}

function futureWarning(account: Account, state: TargetState, moments: readonly Moment[]): number | undefined {
  const { promised } = account;
  const { standing, toMs: nowMs } = moments.at(-1) as Moment;
  if (promised === undefined || standing.holder !== 'desk') return undefined;
  if (state.state !== 'running' && state.state !== 'paused') return undefined;
  const thresholdMs = warnMs(promised);
  return thresholdMs === undefined
    ? undefined
    : spend(standing.terms, promised, nowMs, thresholdMs - usedMs(account, promised));
}
