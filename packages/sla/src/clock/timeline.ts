import { ClockHistoryError } from '../errors.ts';
import { inRange } from '../calendar/range.ts';
import type { Because, ClockEvent, ClockTerms, Holder } from './facts.ts';

/** How the ticket stands between two facts. One object stands for one unchanged standing. */
export interface Standing {
  readonly holder: Holder;
  readonly state: string;
  readonly because: Because | undefined;
  readonly terms: ClockTerms;
  /** Counts from 1. After a resolution it stays that of the episode that ended. */
  readonly episode: number;
  /** The fact that made it stand so. */
  readonly openedBy: string;
  /** Since when it has been in this state with this holder, without a break. */
  readonly sinceMs: number;
}

/** A fact, and how the ticket stands from it until `toMs`: the next fact, or the end of the account. */
export interface Moment {
  readonly event: ClockEvent;
  readonly fromMs: number;
  readonly toMs: number;
  readonly before: Standing | undefined;
  readonly standing: Standing;
}

/** The facts up to a moment, folded. */
export interface Timeline {
  readonly moments: readonly Moment[];
  /** Facts that claim to be older than the fact before them: they are taken to have happened together with it. */
  readonly outOfOrder: readonly string[];
}

function open(event: ClockEvent): Standing {
  const { eventId, atMs, holder = 'desk', state = 'opened', because, terms } = event;
  if (terms === undefined) throw new ClockHistoryError(eventId, 'the first fact must say which terms govern');
  if (holder === 'nobody')
    throw new ClockHistoryError(eventId, 'the first fact cannot leave the ticket to nobody');
  return { holder, state, because, terms, episode: 1, openedBy: eventId, sinceMs: atMs };
}

function advance(before: Standing, event: ClockEvent, atMs: number): Standing {
  const { eventId, holder = before.holder, state = before.state, terms = before.terms } = event;
  const moved = holder !== before.holder || state !== before.state;
  // A reason explains the move that it came with; the next move needs its own.
  const because = event.because ?? (moved ? undefined : before.because);
  if (!moved && because === before.because && terms === before.terms) return before;
  const begins = before.holder === 'nobody' && holder !== 'nobody';
  return {
    holder,
    state,
    because,
    terms,
    episode: before.episode + (begins ? 1 : 0),
    openedBy: eventId,
    sinceMs: moved ? atMs : before.sinceMs,
  };
}

/**
 * Folds the facts up to and including `untilMs`. Pure.
 * @throws ClockHistoryError for an instant that is none, or a first fact without terms.
 */
export function timeline(events: Iterable<ClockEvent>, untilMs: number): Timeline {
  const facts: Omit<Moment, 'toMs'>[] = [];
  const outOfOrder: string[] = [];
  let before: Standing | undefined;
  let lastMs = -Infinity;
  for (const event of events) {
    if (!inRange(event.atMs))
      throw new ClockHistoryError(event.eventId, `${event.atMs} is no instant it can count with`);
    if (event.atMs > untilMs) continue;
    if (event.atMs < lastMs) outOfOrder.push(event.eventId);
    const fromMs = Math.max(event.atMs, lastMs);
    const standing: Standing = before === undefined ? open(event) : advance(before, event, fromMs);
    facts.push({ event, fromMs, before, standing });
    before = standing;
    lastMs = fromMs;
  }
  const moments = facts.map((fact, index) => ({ ...fact, toMs: facts[index + 1]?.fromMs ?? untilMs }));
  return { moments, outOfOrder };
}
