import { toInstant } from '@caselog/env';
import type { Target } from '@caselog/sla';
import type { Instant } from '@caselog/ticket';

/** An event, as a reader of the account may look it up. */
export interface EventRef {
  readonly type: string;
  readonly revision: number;
  readonly occurredAt: Instant;
}

/** Finds an event by its id. */
export type Look = (eventId: string) => EventRef;

/** A promise to the requester, and where it stands. What does not apply to its state is null. */
export interface ToldTarget {
  readonly kind: Target['kind'];
  readonly episode: number;
  readonly state: Target['state'];
  readonly startedAt: Instant;
  readonly startedBy: EventRef;
  /** The part of the desk's own time that was promised, and how much of it is used. */
  readonly budgetMs: number;
  readonly usedMs: number;
  readonly clock: Target['clock'];
  /** Of one that runs or is paused. */
  readonly remainingMs: number | null;
  /** When it is due if the desk keeps the ticket; null when others hold it, or it is over. */
  readonly dueAt: Instant | null;
  /** Of one that is paused: who owns the time. */
  readonly waitsFor: string | null;
  readonly warnAt: Instant | null;
  /** When the budget ran out. */
  readonly missedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** Whether it was fulfilled, in time or late, or is no longer owed. */
  readonly ended: 'fulfilled' | 'cancelled' | null;
  /** The event that met it, came too late, or made it void. */
  readonly endedBy: EventRef | null;
}

const instantOf = (ms: number | undefined): Instant | null => (ms === undefined ? null : toInstant(ms));

/** A target as the account tells it. Pure. */
export const toldTarget = (target: Target, look: Look): ToldTarget => {
  const end = 'end' in target ? target.end : undefined;
  return {
    kind: target.kind,
    episode: target.episode,
    state: target.state,
    startedAt: toInstant(target.startedAtMs),
    startedBy: look(target.startedBy),
    budgetMs: target.budgetMs,
    usedMs: target.usedMs,
    clock: target.clock,
    remainingMs: 'remainingMs' in target ? target.remainingMs : null,
    dueAt: instantOf('dueAtMs' in target ? target.dueAtMs : undefined),
    waitsFor: 'owner' in target ? target.owner : null,
    warnAt: instantOf(target.warnAtMs),
    missedAt: instantOf('missedAtMs' in target ? target.missedAtMs : undefined),
    endedAt: instantOf(end?.atMs),
    ended: end?.how ?? null,
    endedBy: end ? look(end.by) : null,
  };
};
