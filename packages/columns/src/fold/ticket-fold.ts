import type { ChartTables } from './chart-tables.ts';
import type { TicketBatch, Wanted } from '../layout.ts';

const factBits = 0x7fff;
/** A link as one number: the kind above, the code of the other ticket below. */
const codes = 2 ** 32;

/** What a fold reads. */
export const foldedColumns: readonly Wanted[] = [
  'type',
  'occurredMs',
  'policy',
  'detail',
  'a',
  'b',
  'extras',
];

/**
 * A ticket's state as numbers, folded event by event by the chart's tables: what `evolve` holds, with ids as codes, instants as epoch
 * milliseconds (NaN: none), a priority as 0 for P1, an outcome as one more than its place in `outcomeKinds` (0: none). One object folds
 * ticket after ticket. It imports nothing, so that a thread that folds starts at once.
 */
export class TicketFold {
  configuration = -1;
  episode = 0;
  policy = 0;
  openedMs = 0;
  requester = 0;
  customer = 0;
  language = 0;
  priority = 0;
  assignee = 0;
  team = 0;
  partner = 0;
  /** Codes of the items asked for and not yet supplied. */
  items: number[] = [];
  firstRespondedMs = Number.NaN;
  resolvedMs = Number.NaN;
  outcome = 0;
  reopenableUntilMs = Number.NaN;
  surveyClosesMs = Number.NaN;
  outage = 0;
  /** Bit 0: a service credit was asked for; bit 1: an incident report. */
  requested = 0;
  links: number[] = [];

  readonly #tables: ChartTables;
  #batch!: TicketBatch;

  constructor(tables: ChartTables) {
    this.#tables = tables;
  }

  /** The lifecycle, as a place in `lifecycleStates`. */
  get lifecycle(): number {
    return this.#tables.lifecycle[this.configuration]!;
  }

  /** Says where the events are that come next. The batch needs `foldedColumns`. */
  use(batch: TicketBatch): void {
    this.#batch = batch;
  }

  /** Takes the first event of a ticket, event `i` of the batch. False: it is no opening, and the ticket cannot be folded. */
  open(i: number): boolean {
    const batch = this.#batch;
    if (batch.type[i] !== 0) return false;
    this.configuration = this.#tables.initial;
    this.episode = 1;
    this.policy = batch.policy[i]!;
    this.openedMs = batch.occurredMs[i]!;
    this.requester = batch.a[i]!;
    this.customer = batch.b[i]!;
    this.language = batch.extras[batch.extraStart[i]!]!;
    this.priority = batch.detail[i]! & 3;
    this.assignee = this.team = this.partner = 0;
    if (this.items.length > 0) this.items = [];
    this.firstRespondedMs = this.resolvedMs = Number.NaN;
    this.outcome = 0;
    this.reopenableUntilMs = this.surveyClosesMs = Number.NaN;
    this.outage = this.requested = 0;
    if (this.links.length > 0) this.links = [];
    return true;
  }

  /** Takes a further event. False: the chart forbids it, and nothing has changed. */
  step(i: number): boolean {
    const { moves, nodes, types } = this.#tables;
    let node = moves[this.configuration * types + this.#batch.type[i]!]!;
    while (node !== -1) {
      const at = node * 3;
      const condition = nodes[at]!;
      if (condition === -1) {
        const updates = nodes[at + 2]!;
        if (updates !== 0) this.#update(updates, i);
        this.configuration = nodes[at + 1]!;
        return true;
      }
      node = nodes[this.#holds(condition, i) ? at + 1 : at + 2]!;
    }
    return false;
  }

  /** Whether a condition holds: its number is its place in `conditionNames`. */
  #holds(condition: number, i: number): boolean {
    const batch = this.#batch;
    const detail = batch.detail[i]! & factBits;
    switch (condition) {
      case 0:
        return detail !== 1;
      case 1:
        return !(batch.occurredMs[i]! > this.reopenableUntilMs);
      case 2:
        return batch.occurredMs[i]! < this.surveyClosesMs;
      case 3:
        return this.items.includes(batch.a[i]!);
      case 4:
        return detail === 0;
      case 5:
        return detail === 0 && batch.extras[batch.extraStart[i]!]! <= this.firstRespondedMs;
      case 6:
        return batch.a[i] === this.episode;
      case 7:
        return batch.a[i] === this.outage;
      default:
        return this.links.includes(detail * codes + batch.a[i]!);
    }
  }

  /** Carries out updates: bit `n` is the place `n` in `updateNames`. */
  #update(updates: number, i: number): void {
    const batch = this.#batch;
    const a = batch.a[i]!;
    if (updates & 0b1_1000_0000) {
      if (updates & 0x80) {
        this.assignee = a;
        this.team = batch.b[i]!;
      } else this.priority = batch.detail[i]! & 3;
      return;
    }
    if (updates & 0b11) this.#changeItems(updates, i);
    if (updates & 0x4 && a !== 0) this.team = a;
    if (updates & 0x8) this.partner = a;
    if (updates & 0x10) this.#resolve(i);
    if (updates & 0x20) this.#reopen(i);
    if (updates & 0x40) this.surveyClosesMs = batch.extras[batch.extraStart[i]! + 1]!;
    if (updates & 0x200 && Number.isNaN(this.firstRespondedMs)) this.firstRespondedMs = batch.occurredMs[i]!;
    if (updates & 0xc00) {
      this.outage = updates & 0x400 ? a : 0;
      this.requested = updates & 0x400 ? batch.detail[i]! & 3 : 0;
    }
    if (updates & 0x3000) this.#changeLinks(updates, (batch.detail[i]! & factBits) * codes + a);
  }

  #changeItems(updates: number, i: number): void {
    const { a, extras, extraStart } = this.#batch;
    if (updates & 0x2) this.items = this.items.filter((item) => item !== a[i]);
    if (updates & 0x1) {
      const asked = [...extras.subarray(extraStart[i], extraStart[i + 1])];
      const before = this.items;
      this.items = [...before, ...asked.filter((item) => !before.includes(item))];
    }
  }

  #resolve(i: number): void {
    const { occurredMs, detail, extras, extraStart } = this.#batch;
    this.resolvedMs = occurredMs[i]!;
    this.outcome = detail[i]! & factBits;
    this.reopenableUntilMs = extras[extraStart[i]!]!;
    if (this.items.length > 0) this.items = [];
  }

  #reopen(i: number): void {
    const policy = this.#batch.policy[i]!;
    this.episode += 1;
    if (policy !== 0) this.policy = policy;
    this.resolvedMs = this.reopenableUntilMs = this.surveyClosesMs = Number.NaN;
    this.outcome = 0;
  }

  #changeLinks(updates: number, link: number): void {
    if (updates & 0x2000) this.links = this.links.filter((each) => each !== link);
    if (updates & 0x1000) this.links = [...this.links, link];
  }
}
