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
import type { Regime } from './kernel/regime.ts';
import { surveyEnds, targetState, targetStates } from './kernel/states.ts';
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

const targetsIn = ({ facts, decisions }: Regime): TargetThere[] => {
  const { kind, episode, startedMs } = facts.rows.needs;
  const { state, budgetMs, missedMs, warnedMs } = decisions.needs;
  return Array.from({ length: facts.needs }, (_, n) => n)
    .filter((n) => state[n] !== targetState.none)
    .map((n) => ({
      kind: targetKinds[kind[n]!]!,
      episode: episode[n]!,
      startedAt: toInstant(startedMs[n]!),
      budgetMs: budgetMs[n]!,
      outcome: targetStates[state[n]!] as TargetOutcome,
      missedAt: instantOrNull(missedMs[n]!),
      warnedAt: instantOrNull(warnedMs[n]!),
    }));
};

const sum = (values: ArrayLike<number>, count: number): number => {
  let total = 0;
  for (let n = 0; n < count; n += 1) total += values[n]!;
  return total;
};

/** What a regime has decided of the only ticket it was asked about. */
const decisionsIn = (regime: Regime, priorities: Uint8Array): TicketDecisions => {
  const { facts, decisions } = regime;
  const { surveys, waits } = decisions;
  return {
    priority: priorityOfCode(priorities[0]!),
    targets: targetsIn(regime),
    surveys: Array.from({ length: facts.resolutions }, (_, n) => ({
      end: surveyEnds[surveys.state[n]!]!,
      sendAfter: instantOrNull(surveys.sendAfterMs[n]!),
      closesAt: instantOrNull(surveys.closesMs[n]!),
    })),
    reminders: sum(waits.reminders, facts.waits),
    silenceClosings: sum(waits.closings, facts.waits),
    lateReopenings: sum(surveys.isLate, facts.resolutions),
  };
};

/** What each of these tickets came to under both regimes, in the order of opening. Not pure: reads the columns. */
export function* ticketDifferences(
  columns: Columns,
  params: WhatIfParams,
  ordinals: readonly number[],
): Generator<TicketDifference> {
  const kernel = new WhatIfKernel(params);
  for (const batch of columns.ticketsOf(ordinals, kernel.wanted)) {
    kernel.decide(batch, 0, 1);
    const bits = kernel.bits[0]!;
    const { own, candidate, ends, firstRefused } = kernel;
    yield {
      ticketId: columns.ticketId(batch.ticket[0]!),
      differsIn: aspects.filter(
        (aspect, bit) => aspect !== 'moments' && (bits & (1 << bit)) !== 0,
      ) as Exclude<Aspect, 'moments'>[],
      own: decisionsIn(own, own.facts.rows.tickets.ownPriority),
      candidate: decisionsIn(candidate, candidate.facts.rows.tickets.candidatePriority),
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
