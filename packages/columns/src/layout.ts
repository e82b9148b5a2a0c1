/**
 * What a column file holds of an event: type, times and what guards, clocks and boards read. Nothing of it is personal (law 11): ids are
 * random, and no text that people wrote is taken.
 */

export type ColumnArray = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** One value an event; see the README for what `detail`, `a`, `b` and the extras mean by type. */
export const columnTypes = {
  /** The place of the event's type in `eventTypes` of `@caselog/ticket`. */
  type: Uint8Array,
  /** When it happened, in epoch milliseconds. */
  occurredMs: Float64Array,
  /** When the ledger took it, in epoch milliseconds. */
  recordedMs: Float64Array,
  position: Float64Array,
  /** Who acted, as the code of a text. */
  actor: Uint32Array,
  /** The policy version stamped on it, as the code of a policy; 0 where none is. */
  policy: Uint16Array,
  /** Small facts, packed by type. */
  detail: Uint16Array,
  a: Uint32Array,
  b: Uint32Array,
} as const;

export type ColumnName = keyof typeof columnTypes;
export type Columnar<Name extends ColumnName> = InstanceType<(typeof columnTypes)[Name]>;
export const columnNames = Object.keys(columnTypes) as readonly ColumnName[];

/** All events of some tickets, ticket after ticket in the order of their opening, each ticket's events in the order of its stream. */
export interface TicketBatch {
  /** How many tickets. */
  readonly tickets: number;
  readonly events: number;
  /** The ordinal of each ticket: 0 for the first that was opened in the ledger. */
  readonly ticket: Uint32Array;
  /** Where each ticket's events begin, and behind them the end of the last: ticket `k` has events `start[k]` to `start[k + 1] - 1`. */
  readonly start: Uint32Array;
  /** The columns that were asked for; the others are empty. */
  readonly type: Uint8Array;
  readonly occurredMs: Float64Array;
  readonly recordedMs: Float64Array;
  readonly position: Float64Array;
  readonly actor: Uint32Array;
  readonly policy: Uint16Array;
  readonly detail: Uint16Array;
  readonly a: Uint32Array;
  readonly b: Uint32Array;
  /** Where the extras of each event begin, and behind them the end of the last. Empty unless extras were asked for. */
  readonly extraStart: Uint32Array;
  readonly extras: Float64Array;
}

/** What can be asked for. */
export type Wanted = ColumnName | 'extras';

/** In `detail`: the transition was concluded from what came after. */
export const inferredBit = 0x8000;
/** In `detail` of an opening: the ticket came from another system's log. */
export const importedBit = 0x400;

const accesses = ['critical', 'degraded', 'not-as-wished'] as const;
const hit = ['one-user', 'many-users', 'collaboration'] as const;
const workarounds = ['none', 'exists', 'not-needed'] as const;

interface StatedImpact {
  readonly access: (typeof accesses)[number];
  readonly who: (typeof hit)[number];
  readonly workaround: (typeof workarounds)[number];
}

/** How many codes of impacts there are, 0 for none included. */
export const impactCodes = 1 + accesses.length * hit.length * workarounds.length;

/** The code of a stated impact, 0 where none was stated. Pure. */
export const impactCode = (impact: StatedImpact | null): number =>
  impact === null
    ? 0
    : 1 +
      (accesses.indexOf(impact.access) * hit.length + hit.indexOf(impact.who)) * workarounds.length +
      workarounds.indexOf(impact.workaround);

/** The impact of a code, null for 0. Pure. */
export const impactOf = (code: number): StatedImpact | null =>
  code === 0
    ? null
    : {
        access: accesses[Math.floor((code - 1) / 9)]!,
        who: hit[Math.floor((code - 1) / 3) % 3]!,
        workaround: workarounds[(code - 1) % 3]!,
      };

/** From `detail` of an opening and of a reprioritisation: the priority, 0 for P1. Pure. */
export const priorityIn = (detail: number): number => detail & 3;
/** From the same: the code of the impact. Pure. */
export const impactIn = (detail: number): number => (detail >> 2) & 31;
/** From `detail` of an opening: the channel, 0 for none. Pure. */
export const channelIn = (detail: number): number => (detail >> 7) & 7;
