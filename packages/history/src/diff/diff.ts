import type { Columns } from '@caselog/columns';
import { eventTypes, type Instant, type Lifecycle, type Priority, type TicketId } from '@caselog/ticket';
import { toInstant } from '@caselog/env';
import { foldBetween, type FoldOptions, type TimeOf } from '../as-of/between.ts';
import {
  movesIn,
  openIn,
  priorityOfCode,
  standsIn,
  stateOfCode,
  statesIn,
  ticketsIn,
  type Counts,
  type StandCounts,
  type WalkedEdge,
} from '../as-of/figures.ts';

/** All tickets as they stood at one of the instants. */
export interface Standing {
  readonly at: Instant;
  readonly tickets: number;
  readonly byState: Counts<Lifecycle>;
  readonly byStateAndPriority: StandCounts;
  readonly openByPriority: Counts<Priority>;
}

/** A ticket that stands elsewhere, or has another priority. */
export interface ChangedTicket {
  readonly ticketId: TicketId;
  /** Null: it was not opened yet. */
  readonly fromState: Lifecycle | null;
  readonly toState: Lifecycle;
  readonly fromPriority: Priority | null;
  readonly toPriority: Priority;
}

/** An event that was recorded between the instants although it had happened before both: who looked at the first could not see it. */
export interface Correction {
  readonly ticketId: TicketId;
  readonly revision: number;
  readonly position: number;
  readonly type: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
}

export interface Diff {
  readonly by: TimeOf;
  readonly position: number;
  readonly from: Standing;
  readonly to: Standing;
  readonly opened: number;
  readonly resolved: number;
  readonly reopened: number;
  /** How often each edge was walked between the instants. */
  readonly moves: readonly Pick<WalkedEdge, 'from' | 'to' | 'count'>[];
  /** In the order of opening. */
  readonly changed: readonly ChangedTicket[];
  /** In the order of the ledger. */
  readonly corrections: readonly Correction[];
  /** Events that happened between the instants and were recorded after both: who looked at the second could not see them yet. */
  readonly recordedLater: number;
}

/** The first instant of a difference comes after the second. */
export class ReversedInstantsError extends Error {
  override readonly name = 'ReversedInstantsError';
  constructor(from: Instant, to: Instant) {
    super(`${from} is later than ${to}: name the earlier instant first`);
  }
}

const standingOf = (counts: Float64Array, at: Instant): Standing => ({
  at,
  tickets: ticketsIn(counts),
  byState: statesIn(counts),
  byStateAndPriority: standsIn(counts),
  openByPriority: openIn(counts),
});

const rowsOf = (numbers: readonly number[], width: number): number[][] =>
  Array.from({ length: numbers.length / width }, (_, row) => numbers.slice(row * width, (row + 1) * width));

const changedOf = (columns: Columns, differing: readonly number[]): readonly ChangedTicket[] =>
  rowsOf(differing, 5)
    .toSorted((a, b) => a[0]! - b[0]!)
    .map(([ticket, fromState, toState, fromPriority, toPriority]) => ({
      ticketId: columns.ticketId(ticket!),
      fromState: stateOfCode(fromState!),
      toState: stateOfCode(toState!)!,
      fromPriority: stateOfCode(fromState!) === null ? null : priorityOfCode(fromPriority!),
      toPriority: priorityOfCode(toPriority!),
    }));

const correctionsOf = (columns: Columns, found: readonly number[]): readonly Correction[] => {
  const byTicket = Map.groupBy(rowsOf(found, 3), ([ticket]) => ticket!);
  const corrections: Correction[] = [];
  for (const batch of columns.ticketsOf([...byTicket.keys()], ['type', 'occurredMs', 'recordedMs']))
    for (const [ticket, revision, position] of byTicket.get(batch.ticket[0]!)!)
      corrections.push({
        ticketId: columns.ticketId(ticket!),
        revision: revision!,
        position: position!,
        type: eventTypes[batch.type[revision!]!]!,
        occurredAt: toInstant(batch.occurredMs[revision!]!),
        recordedAt: toInstant(batch.recordedMs[revision!]!),
      });
  return corrections.toSorted((a, b) => a.position - b.position);
};

const walked = (moves: Diff['moves'], is: (move: Diff['moves'][number]) => boolean): number =>
  moves.filter(is).reduce((sum, { count }) => sum + count, 0);

const isOver = (state: Lifecycle): boolean => state === 'resolved' || state === 'surveyed';

/**
 * What changed between two instants, from columns: tickets opened, moved, resolved and reopened, by state and priority. By `occurredAt` it
 * is what happened between them, as the ledger knows it today; by `recordedAt`, what the ledger learned between them. Corrections are
 * told either way. Not pure: reads the columns. @throws ReversedInstantsError, ForbiddenHistoryError, ColumnsDamagedError
 */
export const diff = async (
  columns: Columns,
  from: Instant,
  to: Instant,
  options: FoldOptions = {},
): Promise<Diff> => {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  if (fromMs > toMs) throw new ReversedInstantsError(from, to);
  const part = await foldBetween(columns, { fromMs, toMs, queueMax: 0, differences: true }, options);
  const moves = movesIn(part);
  return {
    by: options.by ?? 'occurredAt',
    position: columns.position,
    from: standingOf(part.before, from),
    to: standingOf(part.after, to),
    opened: part.openedBetween,
    resolved: walked(moves, (move) => move.to === 'resolved'),
    reopened: walked(moves, (move) => isOver(move.from) && !isOver(move.to)),
    moves,
    changed: changedOf(columns, part.differing),
    corrections: correctionsOf(columns, part.corrections),
    recordedLater: part.recordedLater,
  };
};
