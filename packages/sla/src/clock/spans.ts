import type { Because, Holder, Owner } from './facts.ts';
import type { Moment, Standing } from './timeline.ts';

/** A stretch of a ticket's life between two facts that changed how it stands. Never empty. */
export interface ClockSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly standing: Standing;
  /** The event that ended it; undefined while it goes on. */
  readonly closedBy: string | undefined;
  /** How much of it the governing calendar was open. */
  readonly openMs: number;
}

/** A stretch of a ticket's life with one owner. Never empty. */
export interface ClockInterval {
  readonly fromMs: number;
  readonly toMs: number;
  readonly owner: Owner;
  /** Who held the ticket, also while closed hours own the time. */
  readonly holder: Holder;
  readonly state: string;
  /** Since when it was in this state with this holder: before `fromMs` when a night lay between. */
  readonly sinceMs: number;
  readonly because: Because | undefined;
  readonly episode: number;
  /** The event that put the ticket where it stood. */
  readonly openedBy: string;
  /** The event at which the interval ended; undefined when it ended with the hours, or goes on. */
  readonly closedBy: string | undefined;
  readonly beginsWith: 'event' | 'hours';
  readonly endsWith: 'event' | 'hours' | 'now';
}

/** The moments as spans: facts that changed nothing do not cut, and standings that lasted no time are left out. Pure. */
export function spansOf(moments: readonly Moment[]): ClockSpan[] {
  const spans: ClockSpan[] = [];
  for (let first = 0; first < moments.length;) {
    const { standing, fromMs } = moments[first] as Moment;
    let next = first + 1;
    while (moments[next]?.standing === standing) next += 1;
    const { toMs } = moments[next - 1] as Moment;
    if (fromMs < toMs) {
      const openMs = standing.terms.calendar.between(fromMs, toMs);
      spans.push({ fromMs, toMs, standing, closedBy: moments[next]?.event.eventId, openMs });
    }
    first = next;
  }
  return spans;
}

/** A span cut by the hours of its calendar. Nobody's time is not cut: after a resolution no calendar counts. Pure. */
export function intervalsOf(span: ClockSpan): ClockInterval[] {
  const { fromMs, toMs, standing, openMs } = span;
  const { holder } = standing;
  if (holder === 'nobody' || openMs === toMs - fromMs) return [interval(span, fromMs, toMs, holder)];
  const found: ClockInterval[] = [];
  let doneMs = fromMs;
  for (const open of standing.terms.calendar.openIntervals(fromMs, toMs)) {
    if (doneMs < open.fromMs) found.push(interval(span, doneMs, open.fromMs, 'closed-hours'));
    found.push(interval(span, open.fromMs, open.toMs, holder));
    doneMs = open.toMs;
  }
  if (doneMs < toMs) found.push(interval(span, doneMs, toMs, 'closed-hours'));
  return found;
}

function interval(span: ClockSpan, fromMs: number, toMs: number, owner: Owner): ClockInterval {
  const { holder, state, sinceMs, because, episode, openedBy } = span.standing;
  const ended = toMs === span.toMs;
  return {
    fromMs,
    toMs,
    owner,
    holder,
    state,
    sinceMs,
    because,
    episode,
    openedBy,
    closedBy: ended ? span.closedBy : undefined,
    beginsWith: fromMs === span.fromMs ? 'event' : 'hours',
    endsWith: !ended ? 'hours' : span.closedBy === undefined ? 'now' : 'event',
  };
}
