import type { Columns } from '@caselog/columns';
import { firstResponses, surveyLegs } from '@caselog/columns/fold';
import { toInstant } from '@caselog/env';
import type { FirstResponse, Instant, Lifecycle, Priority, SurveyLeg, TicketId } from '@caselog/ticket';
import { foldBetween, type FoldOptions, type TimeOf } from './between.ts';
import {
  edgesIn,
  named,
  openIn,
  standsIn,
  statesIn,
  ticketsIn,
  type Counts,
  type StandCounts,
  type WalkedEdge,
} from './figures.ts';
import { queueRows } from './queue-rows.ts';

/** An open ticket as the queue showed it. */
export interface QueueRowThen {
  readonly ticketId: TicketId;
  readonly lifecycle: Lifecycle;
  readonly priority: Priority;
  readonly openedAt: Instant;
  /** When the ticket entered its state. */
  readonly waitingSince: Instant;
  readonly assigneeId: string | null;
  readonly team: string | null;
  readonly language: string;
  /** Of the last event that had happened by then. */
  readonly revision: number;
  readonly position: number;
}

/** The read models at an instant: the states, the queue and the flow, all of the same tickets. */
export interface AsOfView {
  readonly at: Instant;
  readonly by: TimeOf;
  /** What the columns had read of the ledger. */
  readonly position: number;
  readonly tickets: number;
  readonly byState: Counts<Lifecycle>;
  readonly byStateAndPriority: StandCounts;
  readonly openByPriority: Counts<Priority>;
  readonly byFirstResponse: Counts<FirstResponse>;
  readonly bySurvey: Counts<SurveyLeg>;
  /** The first open tickets by priority, then by time of request, then in the order of opening. */
  readonly queue: readonly QueueRowThen[];
  /** The edges walked until then. */
  readonly flow: readonly WalkedEdge[];
}

export interface AsOfViewOptions extends FoldOptions {
  /** How many rows of the queue; default 100. */
  readonly queueMax?: number | undefined;
}

/**
 * What was true at an instant, from columns: each ticket stands where the last of its transitions, in its own order, that had happened by
 * then put it, and has the priority, the assignee and the team of the last such change. The same tickets by state as `asOf` counts. Not
 * pure: reads the columns. @throws ForbiddenHistoryError, ColumnsDamagedError
 */
export const asOfView = async (
  columns: Columns,
  at: Instant,
  { queueMax = 100, ...options }: AsOfViewOptions = {},
): Promise<AsOfView> => {
  const { by = 'occurredAt' } = options;
  const toMs = Date.parse(at);
  const asked = { fromMs: -Infinity, toMs, queueMax, differences: false };
  const part = await foldBetween(columns, asked, options);
  return {
    at: toInstant(toMs),
    by,
    position: columns.position,
    tickets: ticketsIn(part.after),
    byState: statesIn(part.after),
    byStateAndPriority: standsIn(part.after),
    openByPriority: openIn(part.after),
    byFirstResponse: named(firstResponses, (place) => part.firstResponses[place]!),
    bySurvey: named(surveyLegs, (place) => part.surveys[place]!),
    queue: queueRows(columns, part.queue, { toMs, by, queueMax }),
    flow: edgesIn(part),
  };
};
