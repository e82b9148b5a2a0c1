import type { ClockEvent } from './facts.ts';
import { needsOf } from './needs.ts';
import type { ClockInterval, ClockSpan } from './spans.ts';
import { intervalsOf, spansOf } from './spans.ts';
import type { ClockSummary } from './summary.ts';
import { summarise } from './summary.ts';
import type { Target } from './targets.ts';
import { readTarget } from './targets.ts';
import type { Moment } from './timeline.ts';
import { timeline } from './timeline.ts';

/** From an opening or reopening to its resolution. */
export interface ClockEpisode {
  readonly number: number;
  readonly openedBy: string;
  readonly fromMs: number;
  readonly closedBy: string | undefined;
  /** Its end; the end of the account while it goes on. */
  readonly toMs: number;
  readonly summary: ClockSummary;
}

/** The account of a ticket's whole time up to a moment. */
export interface ClockLedger {
  readonly fromMs: number;
  readonly untilMs: number;
  /** What the ticket's time was, without a gap or an overlap, from `fromMs` to `untilMs`. */
  readonly intervals: readonly ClockInterval[];
  /** The same, not cut by opening hours: a line for each standing. */
  readonly spans: readonly ClockSpan[];
  /** Over the whole life, with the time between episodes. */
  readonly summary: ClockSummary;
  readonly episodes: readonly ClockEpisode[];
  readonly targets: readonly Target[];
  /** Events whose time lay before that of the event before them; they count as simultaneous with it. */
  readonly outOfOrder: readonly string[];
}

/**
 * Accounts for every millisecond of a ticket from its first fact up to `untilMs`; later facts are not seen. Observably
 * pure. Undefined when the ticket did not exist by then.
 * @throws ClockHistoryError when the facts cannot be accounted for.
 */
export function clockLedger(events: Iterable<ClockEvent>, untilMs: number): ClockLedger | undefined {
  const { moments, outOfOrder } = timeline(events, untilMs);
  const [first] = moments;
  if (first === undefined) return undefined;
  const spans = spansOf(moments);
  return {
    fromMs: first.fromMs,
    untilMs,
    intervals: spans.flatMap(intervalsOf),
    spans,
    summary: summarise(spans),
    episodes: episodesOf(moments, spans, untilMs),
    targets: needsOf(moments).flatMap((need) => readTarget(need, moments) ?? []),
    outOfOrder,
  };
}

function episodesOf(
  moments: readonly Moment[],
  spans: readonly ClockSpan[],
  untilMs: number,
): ClockEpisode[] {
  return moments
    .filter(({ before, standing }) => before?.episode !== standing.episode)
    .map(({ event, fromMs, standing: { episode } }) => {
      const end = moments.find(
        ({ before, standing }) =>
          standing.episode === episode && standing.holder === 'nobody' && before?.holder !== 'nobody',
      );
      const own = spans.filter(
        ({ standing }) => standing.episode === episode && standing.holder !== 'nobody',
      );
      return {
        number: episode,
        openedBy: event.eventId,
        fromMs,
        closedBy: end?.event.eventId,
        toMs: end?.fromMs ?? untilMs,
        summary: summarise(own),
      };
    });
}
