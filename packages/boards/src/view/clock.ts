import { clockLedger, type ClockLedger, type Holder, type TargetKind } from '@caselog/sla';
import { promiseOf } from '../cases/case-of.ts';
import type { PromiseKept, TicketCase } from '../cases/case.ts';
import type { BoardQuery } from './query.ts';

/** Time of a ticket in one episode, by owner. The parts sum to the time that passed. */
export interface EpisodeTime {
  readonly episode: number;
  deskMs: number;
  requesterMs: number;
  thirdPartyMs: number;
  closedHoursMs: number;
  nobodyMs: number;
}

export type TargetStanding = 'met' | 'missed' | 'running' | 'cancelled';

/** A promise as it stood. */
export interface TargetSeen {
  readonly kind: TargetKind;
  readonly episode: number;
  readonly standing: TargetStanding;
}

/** A ledger of exactly what was known by the instant, by the clock itself. */
const exactLedger = ({ facts, ticketId }: TicketCase, { asOfMs, by }: BoardQuery): ClockLedger => {
  if (!facts) throw new Error(`the facts of ticket ${ticketId} were not kept`);
  const known = by === 'occurredAt' ? facts : facts.filter(({ recordedMs }) => recordedMs <= asOfMs);
  const ledger = clockLedger(
    known.map(({ fact }) => fact),
    asOfMs,
  );
  if (!ledger) throw new Error(`ticket ${ticketId} was not open by then`);
  return ledger;
};

/** Whether the instant cuts the whole history in two, so that what was worked out once is true for it as well. Pure. */
const isCut = ({ isInOrder, recordedMs }: TicketCase, { asOfMs, by }: BoardQuery): boolean =>
  isInOrder && (by === 'occurredAt' || recordedMs.last <= asOfMs);

const parts = {
  desk: 'deskMs',
  requester: 'requesterMs',
  'third-party': 'thirdPartyMs',
  nobody: 'nobodyMs',
} as const satisfies Record<Holder, keyof EpisodeTime>;

const timeOf = (times: Map<number, EpisodeTime>, episode: number): EpisodeTime => {
  const own = times.get(episode) ?? {
    episode,
    deskMs: 0,
    requesterMs: 0,
    thirdPartyMs: 0,
    closedHoursMs: 0,
    nobodyMs: 0,
  };
  times.set(episode, own);
  return own;
};

const add = (time: EpisodeTime, holder: Holder, lastedMs: number, openMs: number): void => {
  if (holder === 'nobody') time.nobodyMs += lastedMs;
  else {
    time[parts[holder]] += openMs;
    time.closedHoursMs += lastedMs - openMs;
  }
};

/** Who owned the ticket's time up to the instant, by episode. Observably pure. */
export const timesOf = (ticket: TicketCase, query: BoardQuery): readonly EpisodeTime[] => {
  const { asOfMs } = query;
  const times = new Map<number, EpisodeTime>();
  if (!isCut(ticket, query)) {
    for (const { fromMs, toMs, standing, openMs } of exactLedger(ticket, query).spans)
      add(timeOf(times, standing.episode), standing.holder, toMs - fromMs, openMs);
    return [...times.values()];
  }
  for (const { fromMs, toMs, holder, episode, calendar, openMs } of ticket.spans) {
    if (fromMs >= asOfMs) break;
    const time = timeOf(times, episode);
    const untilMs = Math.min(toMs, asOfMs);
    if (holder === 'nobody') add(time, holder, untilMs - fromMs, 0);
    else add(time, holder, untilMs - fromMs, toMs <= asOfMs ? openMs : calendar.between(fromMs, asOfMs));
  }
  return [...times.values()];
};

const standingOf = ({ missedAtMs, end }: PromiseKept, asOfMs: number): TargetStanding => {
  if (missedAtMs !== undefined && missedAtMs <= asOfMs) return 'missed';
  if (end !== undefined && end.atMs <= asOfMs) return end.how === 'fulfilled' ? 'met' : 'cancelled';
  return 'running';
};

/** The promises to a ticket as they stood. Observably pure. None to a ticket of another system's log. */
export const targetsOf = (ticket: TicketCase, query: BoardQuery): readonly TargetSeen[] => {
  if (ticket.source !== null) return [];
  const { asOfMs } = query;
  const promises =
    isCut(ticket, query) && ticket.hasOneTerms
      ? ticket.promises
      : exactLedger(ticket, query).targets.map(promiseOf);
  return promises
    .filter(({ startedAtMs }) => startedAtMs <= asOfMs)
    .map((promise) => ({
      kind: promise.kind,
      episode: promise.episode,
      standing: standingOf(promise, asOfMs),
    }));
};
