import type { StandingClock } from '@caselog/api-contract';
import { toInstant } from '@caselog/env';
import type { LoadedTicket } from '@caselog/helpdesk';
import type { Calendar, Target } from '@caselog/sla';
import type { TicketClock } from '@caselog/ticket-clock';

type TargetView = NonNullable<StandingClock['target']>;

/** Missed and still owed first, then what is next due, then what was met: smaller presses more. Pure. */
const pressure = (target: Target): number => {
  switch (target.state) {
    case 'missed':
      return target.end ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    case 'running':
    case 'paused':
      return target.remainingMs;
    case 'met':
      return Number.MAX_SAFE_INTEGER;
    case 'cancelled':
      return Number.POSITIVE_INFINITY;
    default:
      return target satisfies never;
  }
};

/** The target that presses most in the present episode. Pure. */
const pressing = ({ state, ledger }: TicketClock): Target | undefined =>
  ledger.targets
    .filter(({ episode }) => episode === state.context.episode)
    .filter((target) => Number.isFinite(pressure(target)) || (target.state === 'missed' && !target.end))
    .toSorted((a, b) => pressure(a) - pressure(b))[0];

const viewOf = (target: Target): TargetView | null => {
  const { kind, clock, budgetMs } = target;
  const none = { remainingMs: null, dueAt: null, missedAt: null, metAt: null };
  switch (target.state) {
    case 'running':
      return {
        kind,
        state: 'running',
        clock,
        budgetMs,
        ...none,
        remainingMs: target.remainingMs,
        dueAt: toInstant(target.dueAtMs),
      };
    case 'paused':
      return { kind, state: 'paused', clock, budgetMs, ...none, remainingMs: target.remainingMs };
    case 'missed':
      return { kind, state: 'missed', clock, budgetMs, ...none, missedAt: toInstant(target.missedAtMs) };
    case 'met':
      return { kind, state: 'met', clock, budgetMs, ...none, metAt: toInstant(target.end.atMs) };
    case 'cancelled':
      return null;
    default:
      return target satisfies never;
  }
};

const changeOf = (owner: StandingClock['owner'], calendar: Calendar, nowMs: number): string | null => {
  const changeMs =
    owner === 'desk'
      ? calendar.nextClose(nowMs)
      : owner === 'closed-hours'
        ? calendar.nextOpen(nowMs)
        : undefined;
  return changeMs === undefined ? null : toInstant(changeMs);
};

const held = { opened: 'desk', triaged: 'desk', escalated: 'desk' } as const;

/** Whose time runs at this very moment: the account's last interval ends where it begins. Pure. */
const ownerNow = ({ state }: TicketClock, calendar: Calendar, nowMs: number): StandingClock['owner'] => {
  const { lifecycle } = state.configuration;
  if (lifecycle === 'resolved' || lifecycle === 'surveyed') return 'nobody';
  if (!calendar.isOpen(nowMs)) return 'closed-hours';
  if (lifecycle === 'awaiting-data') return 'requester';
  return lifecycle === 'third-party' ? 'third-party' : held[lifecycle];
};

/** How a ticket's clock stands, for who counts down by itself. Pure. */
export const toStandingClock = (
  { ticketId, revision }: Pick<LoadedTicket, 'ticketId' | 'revision'>,
  clock: TicketClock,
  calendar: Calendar,
  nowMs: number,
): StandingClock => {
  const owner = ownerNow(clock, calendar, nowMs);
  const target = pressing(clock);
  return {
    ticketId,
    revision,
    owner,
    changesAt: changeOf(owner, calendar, nowMs),
    target: target ? viewOf(target) : null,
  };
};
