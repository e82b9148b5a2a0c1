import type { Instant, Priority } from '@caselog/ticket';
import type { ToldTicket } from './told-ticket.ts';

/** Which tickets are told; what is left out limits nothing. */
export interface ExportPopulation {
  /** Opened from here on, and before that. */
  readonly from?: Instant | undefined;
  readonly to?: Instant | undefined;
  /** As the ticket stands at the last of its events that is told. */
  readonly priority?: Priority | undefined;
  readonly team?: string | undefined;
}

/** Whether a population is the whole ledger. Pure. */
export const isWhole = (population: ExportPopulation): boolean =>
  Object.values(population).every((limit) => limit === undefined);

/** Whether a ticket that was opened then may belong to a population. Pure. */
export const isOfPeriod = ({ from, to }: ExportPopulation, openedAt: Instant): boolean =>
  (from === undefined || openedAt >= from) && (to === undefined || openedAt < to);

/** Whether a ticket of the period belongs to the population. Pure. */
export const belongsTo = ({ priority, team }: ExportPopulation, { events }: ToldTicket): boolean => {
  const { context } = events.at(-1)!.after;
  return (
    (priority === undefined || context.priority === priority) && (team === undefined || context.team === team)
  );
};

/** Somebody asked for a period that ends before it begins. */
export class ReversedPeriodError extends Error {
  override readonly name = 'ReversedPeriodError';
  constructor(from: Instant, to: Instant) {
    super(`the period ends at ${to}, which is not after ${from}, where it begins`);
  }
}

/** @throws ReversedPeriodError */
export const assertPeriod = ({ from, to }: ExportPopulation): void => {
  if (from !== undefined && to !== undefined && to <= from) throw new ReversedPeriodError(from, to);
};
