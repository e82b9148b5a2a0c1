import {
  foldedColumns,
  importedBit,
  TicketFold,
  type ChartTables,
  type ColumnKernel,
  type TicketBatch,
  type Wanted,
} from '@caselog/columns/kernel';
import { chartBit, compare } from './compare.ts';
import type { PolicyTable } from './policy-table.ts';
import { Regime, type TypeCodes } from './regime.ts';
import { addTo, emptySums, type RegimeSums } from './sums.ts';

/** What is asked: history under its own policies beside the same history under a candidate. Plain data, for threads. */
export interface WhatIfParams {
  readonly tables: ChartTables;
  readonly lean: Int32Array;
  readonly codes: TypeCodes;
  /** The code of the outcome by which silence closes a ticket. */
  readonly noReply: number;
  /** By type: 1 where decisions turn on events of it. */
  readonly relevant: Uint8Array;
  /** By the code stamped on events. */
  readonly own: readonly PolicyTable[];
  readonly candidate: PolicyTable;
  /** Kinds of targets that some policy promises. */
  readonly kinds: readonly boolean[];
  /** Another chart, and which of its configurations each of ours is (-1: none). */
  readonly chart: { readonly tables: ChartTables; readonly same: Int32Array } | undefined;
  readonly governImported: boolean;
  /** Tickets opened from here up to, and without, there. */
  readonly fromMs: number;
  readonly toMs: number;
  /** Up to when time is accounted for; a ticket that has later events, up to the last of them. */
  readonly untilMs: number;
}

/** What one thread has found. */
export interface WhatIfPart {
  readonly tickets: number;
  readonly events: number;
  readonly imported: number;
  /** Events by type: the facts, which are kept. */
  readonly facts: Float64Array;
  readonly own: RegimeSums;
  readonly candidate: RegimeSums;
  /** Events that the candidate's chart would have refused, by type. */
  readonly refused: Float64Array;
  /** Two numbers a ticket: ordinal, and the bits of what differs. */
  readonly differing: Uint32Array<ArrayBuffer>;
  /** Tickets that ended otherwise or whose priority is recorded otherwise than their own policy decides. */
  readonly recordedOtherwise: number;
  /** Ordinal and revision of an event that our own chart forbids; -1: none. */
  readonly forbidden: readonly [ticket: number, revision: number];
}

/** Pairs of numbers that grow. */
class Pairs {
  #numbers = new Uint32Array(1 << 12);
  #length = 0;

  push(a: number, b: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = a;
    this.#numbers[this.#length++] = b;
  }

  result(): Uint32Array<ArrayBuffer> {
    return this.#numbers.slice(0, this.#length);
  }
}

/** Folds history twice side by side: as it was governed, and as the candidate would have governed it. */
export class WhatIfKernel implements ColumnKernel<WhatIfPart> {
  readonly wanted: readonly Wanted[];
  readonly own: Regime;
  readonly candidate: Regime;
  /** The revision of the first event of the present ticket that the candidate's chart refuses; -1: none. */
  firstRefused = -1;
  /** Where the present ticket ends by our chart, and by the candidate's. */
  ends: readonly [own: number, candidate: number] = [0, 0];
  readonly #params: WhatIfParams;
  /** When what the regimes are being told happened: clamped, and as it says itself. */
  readonly #clock = new Float64Array(2);
  readonly #fold: TicketFold | undefined;
  readonly #differing = new Pairs();
  readonly #sums = [emptySums(), emptySums()] as const;
  readonly #facts: Float64Array;
  readonly #refused: Float64Array;
  #tickets = 0;
  #events = 0;
  #imported = 0;
  #recordedOtherwise = 0;
  #forbidden: readonly [number, number] = [-1, -1];

  constructor(params: WhatIfParams) {
    const { own, candidate, chart, relevant } = params;
    this.#params = params;
    this.own = new Regime(own, params, this.#clock);
    this.candidate = new Regime([candidate], params, this.#clock);
    this.#fold = chart && new TicketFold(chart.tables);
    this.#facts = new Float64Array(relevant.length);
    this.#refused = new Float64Array(relevant.length);
    this.wanted = chart ? foldedColumns : ['type', 'occurredMs', 'policy', 'detail'];
  }

  take(batch: TicketBatch): void {
    this.#fold?.use(batch);
    for (let k = 0; k < batch.tickets; k += 1) {
      const bits = this.takeTicket(batch, k);
      if (bits === -1) continue;
      addTo(this.#sums[0], this.own);
      addTo(this.#sums[1], this.candidate);
      if (bits !== 0) this.#differing.push(batch.ticket[k]!, bits);
    }
  }

  /** Folds ticket `k` of a batch, and leaves in both regimes what they decided. The bits of what differs; -1: it is not asked about. */
  takeTicket(batch: TicketBatch, k: number): number {
    const { fromMs, toMs, governImported } = this.#params;
    const first = batch.start[k]!;
    const openedMs = batch.occurredMs[first]!;
    if (openedMs < fromMs || openedMs >= toMs) return -1;
    const detail = batch.detail[first]!;
    const isImported = (detail & importedBit) !== 0;
    const isGoverned = governImported || !isImported;
    if (isImported) this.#imported += 1;
    this.#tickets += 1;
    this.#clock[0] = this.#clock[1] = openedMs;
    this.own.begin(detail, batch.policy[first]!, isGoverned);
    this.candidate.begin(detail, batch.policy[first]!, isGoverned);
    this.firstRefused = -1;
    const chartBits = this.#fold ? this.#foldBoth(batch, k, this.#fold) : this.#foldOwn(batch, k);
    if (chartBits === -1) return -1;
    return compare(this.own, this.candidate) | chartBits;
  }

  result(): WhatIfPart {
    return {
      tickets: this.#tickets,
      events: this.#events,
      imported: this.#imported,
      facts: this.#facts,
      own: this.#sums[0],
      candidate: this.#sums[1],
      refused: this.#refused,
      differing: this.#differing.result(),
      recordedOtherwise: this.#recordedOtherwise,
      forbidden: this.#forbidden,
    };
  }

  /** Both regimes over the lifecycle as our chart has it. */
  #foldOwn({ type, detail, occurredMs, policy, start, ticket }: TicketBatch, k: number): number {
    const { lean, relevant, tables, codes, untilMs } = this.#params;
    const { types, lifecycle, initial } = tables;
    const own = this.own;
    const candidate = this.candidate;
    const facts = this.#facts;
    const clock = this.#clock;
    const first = start[k]!;
    const end = start[k + 1]!;
    let configuration = initial;
    let atMs = occurredMs[first]!;
    let recordedPriority = detail[first]! & 3;
    if (type[first] !== codes.opened) return this.#forbid(ticket[k]!, 0);
    facts[codes.opened]! += 1;
    for (let i = first + 1; i < end; i += 1) {
      const code = type[i]!;
      facts[code]! += 1;
      const saidMs = occurredMs[i]!;
      if (saidMs > atMs) atMs = saidMs;
      const facts16 = detail[i]!;
      configuration = lean[(configuration * types + code) * 2 + ((facts16 & 0x7fff) === 0 ? 0 : 1)]!;
      if (configuration === -1) return this.#forbid(ticket[k]!, i - first);
      if (relevant[code] === 0) continue;
      if (code === codes.reprioritised) recordedPriority = facts16 & 3;
      const state = lifecycle[configuration]!;
      const isFact = code !== codes.surveySuppressed || !own.isSuppressedByPlan;
      clock[0] = atMs;
      clock[1] = saidMs;
      own.take(code, state, facts16, policy[i]!, isFact);
      candidate.take(code, state, facts16, policy[i]!, isFact);
    }
    clock[0] = untilMs > atMs ? untilMs : atMs;
    own.finish();
    candidate.finish();
    this.#events += end - first;
    if (own.priority !== recordedPriority) this.#recordedOtherwise += 1;
    return 0;
  }

  /** The candidate over the lifecycle as its own chart has it. What that chart refuses leaves the state as it is. */
  #foldBoth(batch: TicketBatch, k: number, fold: TicketFold): number {
    const { lean, relevant, tables, codes, untilMs, chart } = this.#params;
    const { type, detail, occurredMs, policy, start, ticket } = batch;
    const { own, candidate } = this;
    const clock = this.#clock;
    const first = start[k]!;
    const end = start[k + 1]!;
    let configuration = tables.initial;
    let atMs = occurredMs[first]!;
    let recordedPriority = detail[first]! & 3;
    if (!fold.open(first)) return this.#forbid(ticket[k]!, 0);
    this.#facts[codes.opened]! += 1;
    for (let i = first + 1; i < end; i += 1) {
      const code = type[i]!;
      this.#facts[code]! += 1;
      const saidMs = occurredMs[i]!;
      if (saidMs > atMs) atMs = saidMs;
      configuration =
        lean[(configuration * tables.types + code) * 2 + ((detail[i]! & 0x7fff) === 0 ? 0 : 1)]!;
      if (configuration === -1) return this.#forbid(ticket[k]!, i - first);
      if (!fold.step(i)) {
        this.#refused[code]! += 1;
        if (this.firstRefused === -1) this.firstRefused = i - first;
      }
      if (relevant[code] === 0) continue;
      if (code === codes.reprioritised) recordedPriority = detail[i]! & 3;
      const isFact = code !== codes.surveySuppressed || !own.isSuppressedByPlan;
      clock[0] = atMs;
      clock[1] = saidMs;
      own.take(code, tables.lifecycle[configuration]!, detail[i]!, policy[i]!, isFact);
      candidate.take(code, fold.lifecycle, detail[i]!, policy[i]!, isFact);
    }
    clock[0] = untilMs > atMs ? untilMs : atMs;
    own.finish();
    candidate.finish();
    this.#events += end - first;
    if (own.priority !== recordedPriority) this.#recordedOtherwise += 1;
    this.ends = [configuration, fold.configuration];
    return this.firstRefused !== -1 || chart!.same[configuration] !== fold.configuration ? chartBit : 0;
  }

  #forbid(ticket: number, revision: number): -1 {
    if (this.#forbidden[0] === -1) this.#forbidden = [ticket, revision];
    return -1;
  }

  /** Says where the events are of the tickets that `takeTicket` is given. */
  use(batch: TicketBatch): void {
    this.#fold?.use(batch);
  }
}

/** The fold of history under two regimes, for `foldColumns`. */
export const createKernel = (params: WhatIfParams): ColumnKernel<WhatIfPart> => new WhatIfKernel(params);
