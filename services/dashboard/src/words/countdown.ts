import type { StandingClock } from '@caselog/api-contract';
import { duration } from './format.ts';
import { owners } from './vocabulary.ts';

/** How a countdown reads, and how much it presses. */
export interface Countdown {
  readonly text: string;
  readonly tone: 'none' | 'calm' | 'soon' | 'missed' | 'met';
}

const hourMs = 3_600_000;

/** Seconds under an hour, minutes above: `14m 03s`, `2h 05m`. Pure. */
const left = (ms: number): string => (ms < hourMs ? duration(ms) : duration(Math.ceil(ms / 60_000) * 60_000));

/** The desk-owned time that has run since the clock was read: none once the hours have handed it on. Pure. */
const ranMs = ({ changesAt, target }: StandingClock, readAtMs: number, nowMs: number): number => {
  if (target?.state !== 'running') return 0;
  const endMs =
    target.clock === 'wall' || changesAt === null ? nowMs : Math.min(nowMs, Date.parse(changesAt));
  return Math.max(0, endMs - readAtMs);
};

/**
 * A ticket's clock in words at `nowMs`, as the server told it at `readAtMs`: `2h 05m left`, `Paused: requester`, `Overdue 14m`, `Met`. Never a
 * minus sign: what has run out is due now until the ledger says it was missed. Pure.
 */
export const countdown = (clock: StandingClock, readAtMs: number, nowMs: number): Countdown => {
  const { target, owner } = clock;
  if (!target) return { text: 'No target', tone: 'none' };
  switch (target.state) {
    case 'met':
      return { text: 'Met', tone: 'met' };
    case 'missed':
      return { text: `Overdue ${left(nowMs - Date.parse(target.missedAt ?? ''))}`, tone: 'missed' };
    case 'paused':
      return { text: `Paused: ${owners[owner].label.toLowerCase()}`, tone: 'none' };
    case 'running': {
      const remainingMs = (target.remainingMs ?? 0) - ranMs(clock, readAtMs, nowMs);
      if (remainingMs <= 0) return { text: 'Due now', tone: 'missed' };
      const isSoon = remainingMs < target.budgetMs / 4;
      return { text: `${left(remainingMs)} left`, tone: isSoon ? 'soon' : 'calm' };
    }
    default:
      return target.state satisfies never;
  }
};
