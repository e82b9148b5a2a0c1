import { foldColumns, type Columns } from '@caselog/columns';
import { chartTables, leanMoves } from '@caselog/columns/fold';
import { chart, eventTypes, type TicketId } from '@caselog/ticket';
import { createKernel, type BetweenParams, type BetweenPart } from './kernel.ts';

/** By which time: when things happened, or when the ledger took them. */
export type TimeOf = 'occurredAt' | 'recordedAt';

export interface FoldOptions {
  /** Default `occurredAt`. */
  readonly by?: TimeOf | undefined;
  readonly threads?: number | undefined;
  /** Hears how many events are folded. */
  readonly onProgress?: ((events: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Thrown when a ticket's history cannot be folded: the chart forbids one of its events. */
export class ForbiddenHistoryError extends Error {
  override readonly name = 'ForbiddenHistoryError';
  readonly ticketId: TicketId;
  readonly revision: number;
  constructor(ticketId: TicketId, revision: number) {
    super(`ticket ${ticketId} has an event, revision ${revision}, that the chart forbids`);
    this.ticketId = ticketId;
    this.revision = revision;
  }
}

/** This program's chart as numbers: made once, when it is first needed. */
let made: Pick<BetweenParams, 'tables' | 'lean'> | undefined;
export const ownTables = (): Pick<BetweenParams, 'tables' | 'lean'> => {
  if (!made) {
    const tables = chartTables(chart);
    made = { tables, lean: leanMoves(tables) };
  }
  return made;
};

const added = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, at) => value + b[at]!);
const larger = (a: Float64Array, b: Float64Array): Float64Array =>
  a.map((value, at) => Math.max(value, b[at]!));

const merged = (a: BetweenPart, b: BetweenPart): BetweenPart => ({
  before: added(a.before, b.before),
  after: added(a.after, b.after),
  firstResponses: added(a.firstResponses, b.firstResponses),
  surveys: added(a.surveys, b.surveys),
  walked: added(a.walked, b.walked),
  inferred: added(a.inferred, b.inferred),
  stayedMs: added(a.stayedMs, b.stayedMs),
  stayedMsMax: larger(a.stayedMsMax, b.stayedMsMax),
  walkedBetween: added(a.walkedBetween, b.walkedBetween),
  openedBetween: a.openedBetween + b.openedBetween,
  queue: [...a.queue, ...b.queue],
  differing: [...a.differing, ...b.differing],
  corrections: [...a.corrections, ...b.corrections],
  recordedLater: a.recordedLater + b.recordedLater,
  forbidden: a.forbidden[0] === -1 ? b.forbidden : a.forbidden,
});

/** Folds all tickets up to two instants, epoch milliseconds, on all cores. @throws ForbiddenHistoryError, ColumnsDamagedError */
export const foldBetween = async (
  columns: Columns,
  asked: Pick<BetweenParams, 'fromMs' | 'toMs' | 'queueMax' | 'differences'>,
  { by = 'occurredAt', ...options }: FoldOptions,
): Promise<BetweenPart> => {
  const params: BetweenParams = {
    ...ownTables(),
    ...asked,
    by: by === 'occurredAt' ? 'occurredMs' : 'recordedMs',
    prioritising: [eventTypes.indexOf('TicketOpened'), eventTypes.indexOf('TicketReprioritised')],
  };
  const module = new URL('./kernel.ts', import.meta.url);
  const parts = await foldColumns(columns, { ...options, module, createKernel, params });
  const whole = parts.reduce(merged);
  const [ticket, revision] = whole.forbidden;
  if (ticket !== -1) throw new ForbiddenHistoryError(columns.ticketId(ticket), revision);
  return whole;
};
