import type { Columns } from '@caselog/columns';
import { toInstant } from '@caselog/env';
import { targetKinds, type TargetKind } from '@caselog/sla';
import {
  eventTypes,
  type Instant,
  type Priority,
  type TicketEventType,
  type TicketId,
} from '@caselog/ticket';
import { priorityOfCode } from '../as-of/figures.ts';
import { aspects, type Aspect } from './kernel/compare.ts';
import { WhatIfKernel, type WhatIfParams } from './kernel/kernel.ts';
import { surveyEnds, type Regime } from './kernel/regime.ts';
import { targetStates } from './kernel/target-walk.ts';
import type { SurveyEnd, TargetOutcome } from './report.ts';

/** A target of a ticket under one regime. */
export interface TargetThere {
  readonly kind: TargetKind;
  readonly episode: number;
  readonly startedAt: Instant;
  readonly budgetMs: number;
  readonly outcome: TargetOutcome;
  readonly missedAt: Instant | null;
  readonly warnedAt: Instant | null;
}

/** What one regime decides of a ticket. */
export interface TicketDecisions {
  readonly priority: Priority;
  readonly targets: readonly TargetThere[];
  readonly surveys: readonly {
    readonly end: SurveyEnd;
    readonly sendAfter: Instant | null;
    readonly closesAt: Instant | null;
  }[];
  readonly reminders: number;
  readonly silenceClosings: number;
  readonly lateReopenings: number;
}

/** A ticket of which the candidate decides otherwise. */
export interface TicketDifference {
  readonly ticketId: TicketId;
  readonly differsIn: readonly Exclude<Aspect, 'moments'>[];
  readonly own: TicketDecisions;
  readonly candidate: TicketDecisions;
  /** Where another chart was tried: the configurations the ticket ends in, and the first event the candidate refuses. */
  readonly chart?: {
    readonly own: string;
    readonly candidate: string;
    readonly refused: { readonly revision: number; readonly type: TicketEventType } | null;
  };
}

const instantOrNull = (ms: number): Instant | null => (Number.isFinite(ms) ? toInstant(ms) : null);

const decisionsIn = (regime: Regime): TicketDecisions => ({
  priority: priorityOfCode(regime.priority),
  targets: regime.targets.results
    .slice(0, regime.targets.count)
    .filter(({ state }) => targetStates[state] !== 'none')
    .map(({ kind, episode, state, missedMs, warnedMs, startedMs, budgetMs }) => ({
      kind: targetKinds[kind]!,
      episode,
      startedAt: toInstant(startedMs),
      budgetMs,
      outcome: targetStates[state] as TargetOutcome,
      missedAt: instantOrNull(missedMs),
      warnedAt: instantOrNull(warnedMs),
    })),
  surveys: regime.surveys.slice(0, regime.surveyCount).map(({ state, sendAfterMs, closesMs }) => ({
    end: surveyEnds[state]!,
    sendAfter: instantOrNull(sendAfterMs),
    closesAt: instantOrNull(closesMs),
  })),
  reminders: regime.reminders,
  silenceClosings: regime.closings,
  lateReopenings: regime.lateReopenings,
});

/** What each of these tickets came to under both regimes, in the order of opening. Not pure: reads the columns. */
export function* ticketDifferences(
  columns: Columns,
  params: WhatIfParams,
  ordinals: readonly number[],
): Generator<TicketDifference> {
  const kernel = new WhatIfKernel(params);
  for (const batch of columns.ticketsOf(ordinals, kernel.wanted)) {
    kernel.use(batch);
    const bits = kernel.takeTicket(batch, 0);
    const { own, candidate, ends, firstRefused } = kernel;
    yield {
      ticketId: columns.ticketId(batch.ticket[0]!),
      differsIn: aspects.filter(
        (aspect, bit) => aspect !== 'moments' && (bits & (1 << bit)) !== 0,
      ) as Exclude<Aspect, 'moments'>[],
      own: decisionsIn(own),
      candidate: decisionsIn(candidate),
      ...(params.chart && {
        chart: {
          own: params.tables.keys[ends[0]]!,
          candidate: params.chart.tables.keys[ends[1]]!,
          refused:
            firstRefused === -1
              ? null
              : { revision: firstRefused, type: eventTypes[batch.type[firstRefused]!]! },
        },
      }),
    };
  }
}
