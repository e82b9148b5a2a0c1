import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { ClockEpisode, ClockInterval, ClockSummary } from '@caselog/sla';
import type { EventData, Instant, Lifecycle, TicketId } from '@caselog/ticket';
import {
  dueMoments,
  explainTicket,
  governingPolicy,
  ticketClock,
  type DueMoment,
  type Policies,
  type TicketClock,
} from '@caselog/ticket-clock';
import { checkingCodec } from '../codec.ts';
import { toldTarget, type EventRef, type Look, type ToldTarget } from './target.ts';

/** A stretch of time with one owner. */
export interface ToldInterval {
  readonly owner: ClockInterval['owner'];
  readonly from: Instant;
  readonly to: Instant;
  readonly lastsMs: number;
  readonly episode: number;
  /** The event that put the ticket where it stood. */
  readonly openedBy: EventRef;
  /** The event at which it ended; null when it ended with the hours, or goes on. */
  readonly closedBy: EventRef | null;
  readonly beginsWith: ClockInterval['beginsWith'];
  readonly endsWith: ClockInterval['endsWith'];
  /** The same in a sentence for the requester. */
  readonly words: string;
}

/** From an opening or reopening to its resolution. */
export interface ToldEpisode extends ClockSummary {
  readonly number: number;
  readonly from: Instant;
  readonly to: Instant;
  readonly openedBy: EventRef;
  /** Null while it goes on. */
  readonly closedBy: EventRef | null;
}

/** Something that falls due if nothing else happens. */
export interface ToldDue {
  readonly kind: DueMoment['kind'];
  readonly dueAt: Instant;
  readonly episode: number;
  readonly target: ToldTarget['kind'] | null;
  /** Of a reminder: the first is 1. */
  readonly number: number | null;
}

/** Who owned a ticket's time, every second of it, and what was promised of it. Times of day are instants; amounts are milliseconds. */
export interface TicketAccount {
  readonly ticketId: TicketId;
  /** The case of another system's log that it came from. */
  readonly source: { readonly log: string; readonly caseId: string } | null;
  readonly at: Instant;
  readonly state: Lifecycle;
  readonly episode: number;
  /** What governs the ticket now. */
  readonly policy: string;
  readonly calendar: { readonly id: string; readonly version: number; readonly zone: string };
  readonly intervals: readonly ToldInterval[];
  /** Over the whole life: the owners' parts sum to `elapsedMs`. */
  readonly life: ClockSummary;
  readonly episodes: readonly ToldEpisode[];
  readonly targets: readonly ToldTarget[];
  /** Earliest first; what fell due before and was not recorded stands here too. */
  readonly next: readonly ToldDue[];
  /** Events told to have happened before the one before them; they count as simultaneous with it. */
  readonly outOfOrder: readonly EventRef[];
}

export interface AccountOptions {
  readonly policies: Policies;
  /** Up to when, in epoch milliseconds: what happened later is not seen. */
  readonly atMs: number;
  /** The IANA zone in which its reader reads a clock; default: that of the calendar that governs. */
  readonly zone?: string | undefined;
}

const lookingIn = (events: readonly RecordedEvent[]): Look => {
  const byId = new Map(events.map((event) => [event.id, event]));
  return (eventId) => {
    const { type, revision, metadata } = byId.get(eventId)!;
    return { type, revision, occurredAt: metadata.occurredAt };
  };
};

const toldIntervals = (clock: TicketClock, look: Look, zone: string, nowMs: number): ToldInterval[] => {
  const told = explainTicket(clock, { zone, nowMs });
  return clock.ledger.intervals.map(({ fromMs, toMs, ...interval }, index) => ({
    owner: interval.owner,
    from: toInstant(fromMs),
    to: toInstant(toMs),
    lastsMs: toMs - fromMs,
    episode: interval.episode,
    openedBy: look(interval.openedBy),
    closedBy: interval.closedBy === undefined ? null : look(interval.closedBy),
    beginsWith: interval.beginsWith,
    endsWith: interval.endsWith,
    words: told[index]!.words,
  }));
};

const toldEpisode = ({ number, fromMs, toMs, openedBy, closedBy, summary }: ClockEpisode, look: Look) => ({
  number,
  from: toInstant(fromMs),
  to: toInstant(toMs),
  openedBy: look(openedBy),
  closedBy: closedBy === undefined ? null : look(closedBy),
  ...summary,
});

const toldDue = ({ kind, dueAtMs, episode, target, number }: DueMoment): ToldDue => ({
  kind,
  dueAt: toInstant(dueAtMs),
  episode,
  target: target ?? null,
  number: number ?? null,
});

/**
 * The account of a ticket's time up to a moment, from its whole history. Observably pure. Undefined when the ticket was not opened by then.
 * @throws what the codec, the chart and the policies throw of a history that is damaged or governed by a version nobody knows.
 */
export const accountOf = (
  ticketId: TicketId,
  recorded: readonly RecordedEvent[],
  { policies, atMs, zone }: AccountOptions,
): TicketAccount | undefined => {
  const history = recorded.map((event) => checkingCodec.decode(event));
  const clock = ticketClock(history, policies, atMs);
  if (!clock) return undefined;
  const { state, ledger } = clock;
  const { calendar } = governingPolicy(policies, state).termsFor(state.context.priority);
  const look = lookingIn(recorded);
  // As the clock sees it: up to the last event that had happened by then.
  const seen = history.slice(
    0,
    history.findLastIndex(({ metadata }) => Date.parse(metadata.occurredAt) <= atMs) + 1,
  );
  return {
    ticketId,
    source: (recorded[0]!.data as EventData<'TicketOpened'>).source ?? null,
    at: toInstant(atMs),
    state: state.configuration.lifecycle,
    episode: state.context.episode,
    policy: governingPolicy(policies, state).version,
    calendar: { id: calendar.id, version: calendar.version, zone: calendar.zone },
    intervals: toldIntervals(clock, look, zone ?? calendar.zone, atMs),
    life: ledger.summary,
    episodes: ledger.episodes.map((episode) => toldEpisode(episode, look)),
    targets: ledger.targets.map((target) => toldTarget(target, look)),
    next: dueMoments(clock, seen, policies).map(toldDue),
    outOfOrder: ledger.outOfOrder.map(look),
  };
};
