import {
  foldedColumns,
  importedBit,
  TicketFold,
  type ChartTables,
  type ColumnKernel,
  type TicketBatch,
  type Wanted,
} from '@caselog/columns/kernel';
import { actionIn, actionsOf, rowOf, stepsOf, type Steps } from './actions.ts';
import { chartBit, compare } from './compare.ts';
import { Facts, type FactsParams } from './facts.ts';
import { Pairs } from './pairs.ts';
import { Regime } from './regime.ts';
import { addTo, emptySums, type RegimeSums } from './sums.ts';
import { Terms } from './terms.ts';

/** What is asked: history under its own policies beside the same history under a candidate. Plain data, for threads. */
export interface WhatIfParams extends FactsParams {
  readonly tables: ChartTables;
  readonly lean: Int32Array;
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
  /** Tickets whose priority is recorded otherwise than their own policy decides. */
  readonly recordedOtherwise: number;
  /** Ordinal and revision of an event that our own chart forbids; -1: none. */
  readonly forbidden: readonly [ticket: number, revision: number];
}

/** Tickets whose facts are gathered before they are decided together: so few that their rows stay in a processor's own memory. */
const ticketsAtOnce = 512;

/** Folds history twice side by side: as it was governed, and as the candidate would have governed it. */
export class WhatIfKernel implements ColumnKernel<WhatIfPart> {
  readonly wanted: readonly Wanted[];
  readonly own: Regime;
  readonly candidate: Regime;
  /** The revision of the first event of the last ticket that the candidate's chart refuses; -1: none. */
  firstRefused = -1;
  /** Where the last ticket ends by our chart, and by the candidate's. */
  ends: readonly [own: number, candidate: number] = [0, 0];
  readonly #params: WhatIfParams;
  /** When what facts are being told happened: clamped, and as it says itself. */
  readonly #clock = new Float64Array(2);
  readonly #fold: TicketFold | undefined;
  readonly #actions: Uint16Array;
  readonly #steps: Steps;
  readonly #ownFacts: Facts;
  readonly #candidateFacts: Facts;
  /** By the place of each ticket decided last: the bits of what differs. */
  readonly bits = new Uint8Array(ticketsAtOnce);
  /** The same: the bit of its chart. */
  readonly #chartBits = new Uint8Array(ticketsAtOnce);
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
    const { own, candidate, chart, tables, lean, codes } = params;
    const { types } = tables;
    const terms = new Terms(own, candidate);
    this.#params = params;
    this.#ownFacts = new Facts(params, terms, this.#clock);
    this.#candidateFacts = chart ? new Facts(params, terms, this.#clock) : this.#ownFacts;
    this.own = new Regime(this.#ownFacts, own, terms);
    this.candidate = new Regime(this.#candidateFacts, own, terms);
    this.#fold = chart && new TicketFold(chart.tables);
    this.#actions = actionsOf(codes, types);
    this.#steps = stepsOf(lean, tables, this.#actions);
    this.#facts = new Float64Array(types);
    this.#refused = new Float64Array(types);
    this.wanted = chart ? foldedColumns : ['type', 'occurredMs', 'policy', 'detail'];
  }

  take(batch: TicketBatch): void {
    for (let from = 0; from < batch.tickets; from += ticketsAtOnce) {
      this.decide(batch, from, Math.min(from + ticketsAtOnce, batch.tickets));
      const { own, candidate } = this;
      const { ordinal, ownPriority } = own.facts.rows.tickets;
      addTo(this.#sums[0], own, ownPriority);
      addTo(this.#sums[1], candidate, candidate.facts.rows.tickets.candidatePriority);
      for (let ticket = 0; ticket < own.facts.tickets; ticket += 1)
        if (this.bits[ticket] !== 0) this.#differing.push(ordinal[ticket]!, this.bits[ticket]!);
    }
  }

  /** Folds tickets of a batch from a place up to, and without, another, and leaves in both regimes what they decided of those asked about. */
  decide(batch: TicketBatch, from: number, to: number): void {
    this.#fold?.use(batch);
    const events = batch.start[to]! - batch.start[from]!;
    this.#ownFacts.reserve(to - from, events);
    if (this.#fold) this.#candidateFacts.reserve(to - from, events);
    for (let k = from; k < to; k += 1) this.#gather(batch, k);
    this.own.decideAsGoverned();
    this.candidate.decideBy(this.#params.candidate, this.own);
    compare(this.own, this.candidate, this.bits);
    if (this.#fold)
      for (let ticket = 0; ticket < this.#ownFacts.tickets; ticket += 1)
        this.bits[ticket]! |= this.#chartBits[ticket]!;
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

  #gather(batch: TicketBatch, k: number): void {
    const { fromMs, toMs, governImported, codes } = this.#params;
    const first = batch.start[k]!;
    const openedMs = batch.occurredMs[first]!;
    if (openedMs < fromMs || openedMs >= toMs) return;
    const [ordinal, detail, policy] = [batch.ticket[k]!, batch.detail[first]!, batch.policy[first]!];
    if (batch.type[first] !== codes.opened) return this.#forbid(ordinal, 0);
    const isImported = (detail & importedBit) !== 0;
    const isGoverned = governImported || !isImported;
    if (isImported) this.#imported += 1;
    this.#tickets += 1;
    this.#events += batch.start[k + 1]! - first;
    this.#facts[codes.opened]! += 1;
    this.#clock[0] = this.#clock[1] = openedMs;
    this.#ownFacts.begin(ordinal, detail, policy, isGoverned);
    if (this.#fold) {
      this.#candidateFacts.begin(ordinal, detail, policy, isGoverned);
      this.#fold.open(first);
      this.#gatherBoth(batch, k, this.#fold);
    } else this.#gatherOwn(batch, k);
  }

  /** The facts as our chart has them. */
  #gatherOwn({ type, detail, occurredMs, policy, start, ticket }: TicketBatch, k: number): void {
    const { reprioritised } = this.#params.codes;
    const [facts, clock, counts] = [this.#ownFacts, this.#clock, this.#facts];
    const { steps, byDetail, initial } = this.#steps;
    const first = start[k]!;
    const end = start[k + 1]!;
    let row = initial;
    let atMs = occurredMs[first]!;
    let recordedPriority = detail[first]! & 3;
    for (let i = first + 1; i < end; i += 1) {
      const code = type[i]!;
      counts[code]! += 1;
      const saidMs = occurredMs[i]!;
      if (saidMs > atMs) atMs = saidMs;
      let step = steps[row + code]!;
      if (step === -2) step = byDetail[(row + code) * 2 + ((detail[i]! & 0x7fff) === 0 ? 0 : 1)]!;
      if (step === -1) return this.#forbid(ticket[k]!, i - first);
      row = rowOf(step);
      const bits = actionIn(step);
      if (bits === 0) continue;
      if (code === reprioritised) recordedPriority = detail[i]! & 3;
      clock[0] = atMs;
      clock[1] = saidMs;
      facts.take(bits, code, detail[i]!, policy[i]!, !facts.isSuppressedByPlan);
    }
    this.#finish(atMs, recordedPriority);
  }

  /** The candidate's facts as its own chart has them. What that chart refuses leaves the state as it is. */
  #gatherBoth(batch: TicketBatch, k: number, fold: TicketFold): void {
    const { tables, codes, chart } = this.#params;
    const { type, detail, occurredMs, policy, start, ticket } = batch;
    const [own, candidate, actions] = [this.#ownFacts, this.#candidateFacts, this.#actions];
    const { byDetail, initial } = this.#steps;
    const first = start[k]!;
    let row = initial;
    let atMs = occurredMs[first]!;
    let recordedPriority = detail[first]! & 3;
    this.firstRefused = -1;
    for (let i = first + 1; i < start[k + 1]!; i += 1) {
      const code = type[i]!;
      this.#facts[code]! += 1;
      const saidMs = occurredMs[i]!;
      if (saidMs > atMs) atMs = saidMs;
      const stated = detail[i]!;
      const step = byDetail[(row + code) * 2 + ((stated & 0x7fff) === 0 ? 0 : 1)]!;
      if (step === -1) return this.#forbid(ticket[k]!, i - first);
      row = rowOf(step);
      const before = fold.lifecycle;
      if (!fold.step(i)) {
        this.#refused[code]! += 1;
        if (this.firstRefused === -1) this.firstRefused = i - first;
      }
      if (code === codes.reprioritised) recordedPriority = stated & 3;
      const isFact = !own.isSuppressedByPlan;
      this.#clock[0] = atMs;
      this.#clock[1] = saidMs;
      own.take(actionIn(step), code, stated, policy[i]!, isFact);
      candidate.take(actions[code * 64 + before * 8 + fold.lifecycle]!, code, stated, policy[i]!, isFact);
    }
    const configuration = row / tables.types;
    this.ends = [configuration, fold.configuration];
    const isOther = this.firstRefused !== -1 || chart!.same[configuration] !== fold.configuration;
    this.#chartBits[own.tickets] = isOther ? chartBit : 0;
    this.#finish(atMs, recordedPriority);
  }

  #finish(atMs: number, recordedPriority: number): void {
    const { untilMs } = this.#params;
    this.#clock[0] = untilMs > atMs ? untilMs : atMs;
    this.#ownFacts.finish();
    if (this.#fold) this.#candidateFacts.finish();
    if (this.#ownFacts.ownPriority !== recordedPriority) this.#recordedOtherwise += 1;
  }

  #forbid(ticket: number, revision: number): void {
    if (this.#forbidden[0] === -1) this.#forbidden = [ticket, revision];
  }
}

/** The fold of history under two regimes, for `foldColumns`. */
export const createKernel = (params: WhatIfParams): ColumnKernel<WhatIfPart> => new WhatIfKernel(params);
