import { explainInterval, inEnglish, type ClockInterval, type Reader } from '@caselog/sla';
import type { TicketClock } from './clock.ts';

/** One stretch of a ticket's time, in words and with the events that opened and closed it. */
export interface ExplainedInterval {
  readonly owner: ClockInterval['owner'];
  readonly fromMs: number;
  readonly toMs: number;
  readonly openedBy: string;
  readonly closedBy: string | undefined;
  readonly episode: number;
  readonly words: string;
}

/** Every interval of a ticket's time in words its requester would accept. Pure. */
export const explainTicket = ({ ledger }: TicketClock, reader: Reader): readonly ExplainedInterval[] =>
  ledger.intervals.map((interval) => ({
    owner: interval.owner,
    fromMs: interval.fromMs,
    toMs: interval.toMs,
    openedBy: interval.openedBy,
    closedBy: interval.closedBy,
    episode: interval.episode,
    words: inEnglish(explainInterval(interval), reader),
  }));
