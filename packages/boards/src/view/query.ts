import type { Priority } from '@caselog/ticket';

/** What a board is asked: an instant, and a population. Periods and instants in epoch milliseconds. */
export interface BoardQuery {
  readonly asOfMs: number;
  /** `occurredAt`: what had happened by then. `recordedAt`: what the ledger knew by then of what had happened. */
  readonly by: 'occurredAt' | 'recordedAt';
  /** Tickets opened from here on. */
  readonly fromMs?: number | undefined;
  /** Tickets opened before this. */
  readonly toMs?: number | undefined;
  readonly priorities?: readonly Priority[] | undefined;
  readonly customer?: string | undefined;
  readonly team?: string | undefined;
}

const instant = (ms: number): string => new Date(ms).toISOString().replace('.000Z', 'Z');

/** The population in words: the formula that stands under every board. Pure. */
export const populationWords = (query: BoardQuery): string => {
  const { asOfMs, by, fromMs, toMs, priorities, customer, team } = query;
  const known = by === 'occurredAt' ? 'as things had happened by' : 'as the ledger knew by';
  return [
    'tickets opened',
    ...(fromMs === undefined ? [] : [`from ${instant(fromMs)}`]),
    ...(toMs === undefined ? [] : [`before ${instant(toMs)}`]),
    ...(priorities === undefined ? [] : [`of priority ${priorities.join(' or ')}`]),
    ...(customer === undefined ? [] : [`of customer ${customer}`]),
    ...(team === undefined ? [] : [`with team ${team}`]),
    `${known} ${instant(asOfMs)}`,
  ].join(' ');
};
