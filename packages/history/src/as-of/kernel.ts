import {
  foldedColumns,
  priorityIn,
  inferredBit,
  TicketFold,
  type ChartTables,
  type ColumnKernel,
  type TicketBatch,
  type Wanted,
} from '@caselog/columns/kernel';

/** What is asked of the time between two instants; of one instant alone, `fromMs` is -Infinity. Plain data, for threads. */
export interface BetweenParams {
  readonly tables: ChartTables;
  /** See `leanMoves`; undefined: guards are asked. */
  readonly lean: Int32Array | undefined;
  readonly fromMs: number;
  readonly toMs: number;
  readonly by: 'occurredMs' | 'recordedMs';
  /** The type codes of openings and reprioritisations. */
  readonly prioritising: readonly [opened: number, reprioritised: number];
  /** How many of the open tickets are wanted, the first of the queue. */
  readonly queueMax: number;
  /** Whether the tickets that differ are wanted, and the events that came late. */
  readonly differences: boolean;
}

export const lifecycles = 7;
/** A ticket that was not opened yet. */
export const absent = lifecycles;
const priorities = 4;
/** The places of the states in which nobody has to do anything. */
const firstOver = 5;

/** What one thread has found. Counts are by state and priority (`state * 4 + priority`), and by edge (`from * 7 + to`). */
export interface BetweenPart {
  readonly before: Float64Array;
  readonly after: Float64Array;
  readonly firstResponses: Float64Array;
  readonly surveys: Float64Array;
  /** Edges walked up to `toMs`: how often, how often inferred, how long tickets had stayed, in all and at most. */
  readonly walked: Float64Array;
  readonly inferred: Float64Array;
  readonly stayedMs: Float64Array;
  readonly stayedMsMax: Float64Array;
  /** Edges walked between the instants. */
  readonly walkedBetween: Float64Array;
  readonly openedBetween: number;
  /** Four numbers a ticket: ordinal, priority, opened at, place of its state. */
  readonly queue: number[];
  /** Five numbers a ticket: ordinal, state before and after, priority before and after. */
  readonly differing: number[];
  /** Three numbers an event that happened by `fromMs` and was recorded between: ordinal, revision, position. */
  readonly corrections: number[];
  /** Events that happened between, and were recorded after. */
  readonly recordedLater: number;
  /** Ordinal and revision of an event that the chart forbids; -1: none. */
  readonly forbidden: readonly [ticket: number, revision: number];
}

/** The first of a queue by priority, then by time of request, then by order of opening. */
class FirstInQueue {
  readonly #max: number;
  #rows: (readonly [ticket: number, priority: number, openedMs: number, lifecycle: number])[] = [];
  #last = Infinity;

  constructor(max: number) {
    this.#max = max;
  }

  offer(ticket: number, priority: number, openedMs: number, lifecycle: number): void {
    if (priority > this.#last) return;
    this.#rows.push([ticket, priority, openedMs, lifecycle]);
    if (this.#rows.length >= this.#max * 2 + 64) this.#cut();
  }

  result(): number[] {
    this.#cut();
    return this.#rows.flat();
  }

  #cut(): void {
    this.#rows = this.#rows.toSorted((a, b) => a[1] - b[1] || a[2] - b[2] || a[0] - b[0]).slice(0, this.#max);
    if (this.#rows.length === this.#max) this.#last = this.#rows.at(-1)?.[1] ?? -1;
  }
}

/** Where a ticket stands at one of the instants, each attribute by the last of its own changes that had happened by then. */
interface Stand {
  lifecycle: number;
  priority: number;
  configuration: number;
}

/**
 * Folds tickets up to two instants. A ticket stands where the last of its transitions, in its own order, that had happened by then put
 * it; likewise its priority. That order is the truth, also where a log's clock ran backwards.
 */
class BetweenKernel implements ColumnKernel<BetweenPart> {
  readonly wanted: readonly Wanted[];
  readonly #params: BetweenParams;
  readonly #full: TicketFold | undefined;
  readonly #queue: FirstInQueue;
  readonly #before: Stand = { lifecycle: absent, priority: -1, configuration: 0 };
  readonly #after: Stand = { lifecycle: absent, priority: -1, configuration: 0 };
  readonly #found = {
    before: new Float64Array((lifecycles + 1) * priorities),
    after: new Float64Array((lifecycles + 1) * priorities),
    firstResponses: new Float64Array(8),
    surveys: new Float64Array(16),
    walked: new Float64Array(lifecycles * lifecycles),
    inferred: new Float64Array(lifecycles * lifecycles),
    stayedMs: new Float64Array(lifecycles * lifecycles),
    stayedMsMax: new Float64Array(lifecycles * lifecycles),
    walkedBetween: new Float64Array(lifecycles * lifecycles),
    openedBetween: 0,
    queue: [] as number[],
    differing: [] as number[],
    corrections: [] as number[],
    recordedLater: 0,
    forbidden: [-1, -1] as readonly [number, number],
  };

  constructor(params: BetweenParams) {
    const { lean, tables, by, differences } = params;
    this.#params = params;
    this.#full = lean ? undefined : new TicketFold(tables);
    this.#queue = new FirstInQueue(params.queueMax);
    this.wanted = [
      ...new Set<Wanted>([
        'type',
        'occurredMs',
        'detail',
        by,
        ...(lean ? [] : foldedColumns),
        ...(differences ? (['recordedMs', 'position'] as const) : []),
      ]),
    ];
  }

  take(batch: TicketBatch): void {
    this.#full?.use(batch);
    for (let k = 0; k < batch.tickets; k += 1) {
      this.#fold(batch, k);
      this.#count(batch.ticket[k]!, batch.occurredMs[batch.start[k]!]!);
    }
    if (this.#params.differences) this.#findLate(batch);
  }

  result(): BetweenPart {
    return { ...this.#found, queue: this.#queue.result() };
  }

  #fold(batch: TicketBatch, k: number): void {
    const { lean, tables, fromMs, toMs, by, prioritising } = this.#params;
    const [opened, reprioritised] = prioritising;
    const { type, detail } = batch;
    const timesMs = batch[by];
    const { lifecycle, types } = tables;
    const [before, after, full] = [this.#before, this.#after, this.#full];
    before.lifecycle = after.lifecycle = absent;
    before.priority = after.priority = -1;
    const [first, end] = [batch.start[k]!, batch.start[k + 1]!];
    let configuration = tables.initial;
    let state = absent;
    let sinceMs = 0;
    for (let i = first; i < end; i += 1) {
      const code = type[i]!;
      if (i === first) {
        if (code !== opened || full?.open(i) === false) return this.#forbid(batch, k, i);
      } else if (lean) {
        configuration = lean[(configuration * types + code) * 2 + ((detail[i]! & 0x7fff) === 0 ? 0 : 1)]!;
        if (configuration === -1) return this.#forbid(batch, k, i);
      } else {
        if (!full!.step(i)) return this.#forbid(batch, k, i);
        configuration = full!.configuration;
      }
      const atMs = timesMs[i]!;
      if (code === opened || code === reprioritised) {
        const priority = priorityIn(detail[i]!);
        if (atMs <= fromMs || before.priority === -1) before.priority = priority;
        if (atMs <= toMs || after.priority === -1) after.priority = priority;
      }
      if (atMs <= toMs) after.configuration = configuration;
      const to = lifecycle[configuration]!;
      if (to === state) continue;
      if (atMs <= toMs) {
        after.lifecycle = to;
        if (atMs <= fromMs) before.lifecycle = to;
        else if (state === absent) this.#found.openedBetween += 1;
        if (state !== absent)
          this.#walk(state, to, batch.occurredMs[i]! - sinceMs, detail[i]!, atMs > fromMs);
      }
      state = to;
      sinceMs = batch.occurredMs[i]!;
    }
  }

  #walk(from: number, to: number, stayMs: number, detail: number, isBetween: boolean): void {
    const { walked, inferred, stayedMs, stayedMsMax, walkedBetween } = this.#found;
    const edge = from * lifecycles + to;
    walked[edge]! += 1;
    if (isBetween) walkedBetween[edge]! += 1;
    if (detail & inferredBit) inferred[edge]! += 1;
    // A stay whose times run backwards counts as none.
    const ms = Math.max(0, stayMs);
    stayedMs[edge]! += ms;
    if (ms > stayedMsMax[edge]!) stayedMsMax[edge] = ms;
  }

  #count(ticket: number, openedMs: number): void {
    const { before, after, firstResponses, surveys, differing } = this.#found;
    const [from, to] = [this.#before, this.#after];
    before[from.lifecycle * priorities + Math.max(0, from.priority)]! += 1;
    after[to.lifecycle * priorities + Math.max(0, to.priority)]! += 1;
    if (to.lifecycle !== absent) {
      const { tables } = this.#params;
      firstResponses[tables.firstResponse[to.configuration]!]! += 1;
      surveys[tables.survey[to.configuration]!]! += 1;
      if (to.lifecycle < firstOver) this.#queue.offer(ticket, to.priority, openedMs, to.lifecycle);
    }
    if (!this.#params.differences || to.lifecycle === absent) return;
    if (from.lifecycle !== to.lifecycle || from.priority !== to.priority)
      differing.push(ticket, from.lifecycle, to.lifecycle, from.priority, to.priority);
  }

  #findLate({ tickets, ticket, start, occurredMs, recordedMs, position }: TicketBatch): void {
    const { fromMs, toMs } = this.#params;
    for (let k = 0; k < tickets; k += 1)
      for (let i = start[k]!; i < start[k + 1]!; i += 1) {
        const [happenedMs, knownMs] = [occurredMs[i]!, recordedMs[i]!];
        if (happenedMs <= fromMs && knownMs > fromMs && knownMs <= toMs)
          this.#found.corrections.push(ticket[k]!, i - start[k]!, position[i]!);
        else if (happenedMs > fromMs && happenedMs <= toMs && knownMs > toMs) this.#found.recordedLater += 1;
      }
  }

  #forbid(batch: TicketBatch, k: number, i: number): void {
    if (this.#found.forbidden[0] === -1) this.#found.forbidden = [batch.ticket[k]!, i - batch.start[k]!];
  }
}

/** The fold of tickets up to two instants, for `foldColumns`. */
export const createKernel = (params: BetweenParams): ColumnKernel<BetweenPart> => new BetweenKernel(params);
