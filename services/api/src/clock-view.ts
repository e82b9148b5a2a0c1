import type { ClockResponse } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { ClockSummary, Target } from '@caselog/sla';
import type { TicketId } from '@caselog/ticket';
import { explainTicket, type DueMoment, type TicketClock } from '@caselog/ticket-clock';
import type { Policy } from '@caselog/policy';

type TargetView = ClockResponse['targets'][number];

const instantOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : toInstant(ms));

const summaryOf = ({ held, ...summary }: ClockSummary): ClockResponse['summary'] => ({
  ...summary,
  held: { ...held },
});

const intervalsOf = (clock: TicketClock, zone: string, nowMs: number): ClockResponse['intervals'] => {
  const { intervals } = clock.ledger;
  return explainTicket(clock, { zone, nowMs }).map((explained, index) => ({
    owner: explained.owner,
    from: toInstant(explained.fromMs),
    to: toInstant(explained.toMs),
    state: intervals[index]!.state as ClockResponse['intervals'][number]['state'],
    episode: explained.episode,
    openedBy: explained.openedBy,
    closedBy: explained.closedBy ?? null,
    words: explained.words,
  }));
};

const standingOf = (
  target: Target,
): Pick<TargetView, 'pausedBy' | 'remainingMs' | 'dueAt' | 'missedAt' | 'end'> => {
  const end = 'end' in target && target.end ? { ...target.end, at: toInstant(target.end.atMs) } : null;
  const none = { pausedBy: null, remainingMs: null, dueAt: null, missedAt: null };
  const view = end && { at: end.at, by: end.by, how: end.how };
  switch (target.state) {
    case 'running':
      return { ...none, remainingMs: target.remainingMs, dueAt: toInstant(target.dueAtMs), end: null };
    case 'paused':
      return {
        ...none,
        pausedBy: target.owner,
        remainingMs: target.remainingMs,
        dueAt: instantOrNull(target.dueAtMs),
        end: null,
      };
    case 'missed':
      return { ...none, missedAt: toInstant(target.missedAtMs), end: view };
    case 'met':
    case 'cancelled':
      return { ...none, end: view };
    default:
      return target satisfies never;
  }
};

const targetOf = (target: Target): TargetView => ({
  kind: target.kind,
  episode: target.episode,
  state: target.state,
  startedAt: toInstant(target.startedAtMs),
  startedBy: target.startedBy,
  clock: target.clock,
  budgetMs: target.budgetMs,
  usedMs: target.usedMs,
  warnAt: instantOrNull(target.warnAtMs),
  ...standingOf(target),
});

const dueOf = ({ kind, dueAtMs, episode, target, number }: DueMoment): ClockResponse['due'][number] => ({
  kind,
  dueAt: toInstant(dueAtMs),
  episode,
  target: target ?? null,
  number: number ?? null,
});

export interface ClockAccount {
  readonly ticketId: TicketId;
  readonly clock: TicketClock;
  readonly due: readonly DueMoment[];
  /** The one that governs the present episode. */
  readonly policy: Policy;
  /** For whom the words are written. */
  readonly zone: string;
  readonly nowMs: number;
}

/** A ticket's account as the API shows it. Pure. */
export const toClockView = ({ ticketId, clock, due, policy, zone, nowMs }: ClockAccount): ClockResponse => {
  const { ledger } = clock;
  return {
    ticketId,
    from: toInstant(ledger.fromMs),
    until: toInstant(ledger.untilMs),
    zone,
    policyVersion: policy.version,
    intervals: intervalsOf(clock, zone, nowMs),
    summary: summaryOf(ledger.summary),
    episodes: ledger.episodes.map(({ number, fromMs, toMs, openedBy, closedBy, summary }) => ({
      number,
      from: toInstant(fromMs),
      to: toInstant(toMs),
      openedBy,
      closedBy: closedBy ?? null,
      summary: summaryOf(summary),
    })),
    targets: ledger.targets.map(targetOf),
    due: due.map(dueOf),
    outOfOrder: [...ledger.outOfOrder],
  };
};
