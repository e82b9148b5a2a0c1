import type { RecordedEvent } from '@caselog/event-store';
import { eventTypes, type TicketEvent, type TicketEventType } from '@caselog/ticket';
import { UncolumnableEventError } from '../errors.ts';
import { columnNames, columnTypes, type ColumnArray, type ColumnName, type TicketBatch } from '../layout.ts';
import { emptyBatch } from '../file/batch.ts';
import { instantMs } from './instant-ms.ts';
import { fillRow, type Row } from './row.ts';
import type { Texts } from './texts.ts';
import type { TicketNames } from './ticket-names.ts';

const codeOfType = new Map<TicketEventType, number>(eventTypes.map((type, code) => [type, code]));
/** More extras than this to one event fit no column. */
const extrasMax = 0xffff;

/** The dictionaries that rows are written with. */
export interface Dictionaries {
  readonly tickets: TicketNames;
  readonly texts: Texts;
  readonly policies: Texts;
}

/** Rows of events in the order of the ledger, which come out as batches in the order of tickets. */
export class Rows {
  readonly #dictionaries: Dictionaries;
  readonly #columns: Record<ColumnName, ColumnArray>;
  readonly #ticket: Uint32Array;
  readonly #extraStart: Uint32Array;
  #extras: Float64Array<ArrayBuffer>;
  #extraCount = 0;
  #count = 0;
  readonly #row: Row = { detail: 0, a: 0, b: 0, extras: [] };

  constructor(dictionaries: Dictionaries, capacity: number) {
    this.#dictionaries = dictionaries;
    this.#columns = Object.fromEntries(
      columnNames.map((name) => [name, new columnTypes[name](capacity)]),
    ) as Record<ColumnName, ColumnArray>;
    this.#ticket = new Uint32Array(capacity);
    this.#extraStart = new Uint32Array(capacity + 1);
    this.#extras = new Float64Array(capacity);
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count === this.#ticket.length;
  }

  /** Takes an event of a ticket; `event` is what the codec made of it. @throws UncolumnableEventError */
  add(ticketName: string, recorded: RecordedEvent, event: TicketEvent): void {
    const { texts, tickets, policies } = this.#dictionaries;
    const { metadata, position } = recorded;
    const columns = this.#columns;
    const row = this.#row;
    const at = this.#count;
    row.extras.length = 0;
    fillRow(row, event, texts);
    const policy = policies.codeOf(metadata.policyVersion);
    if (policy > 0xffff || row.extras.length > extrasMax)
      throw new UncolumnableEventError(position, `it has ${row.extras.length} extras and policy ${policy}`);
    this.#ticket[at] = tickets.ordinalOf(ticketName);
    columns.type[at] = codeOfType.get(event.type)!;
    columns.occurredMs[at] = instantMs(metadata.occurredAt);
    columns.recordedMs[at] =
      metadata.recordedAt === metadata.occurredAt ? columns.occurredMs[at] : instantMs(metadata.recordedAt);
    columns.position[at] = position;
    columns.actor[at] = texts.codeOf(metadata.actor);
    columns.policy[at] = policy;
    columns.detail[at] = row.detail;
    columns.a[at] = row.a;
    columns.b[at] = row.b;
    this.#addExtras(row.extras);
    this.#count += 1;
    this.#extraStart[this.#count] = this.#extraCount;
  }

  /** The rows ticket by ticket, in batches of about `eventsMax`. Valid until the next `add`. */
  *batches(eventsMax: number): Generator<TicketBatch> {
    const order = this.#byTicket();
    for (let from = 0; from < order.length;) {
      const until = this.#endOfBatch(order, from, eventsMax);
      yield this.#gather(order.subarray(from, until));
      from = until;
    }
  }

  clear(): void {
    this.#count = 0;
    this.#extraCount = 0;
  }

  #addExtras(extras: readonly number[]): void {
    if (this.#extraCount + extras.length > this.#extras.length) {
      const grown = new Float64Array(this.#extras.length * 2 + extras.length);
      grown.set(this.#extras);
      this.#extras = grown;
    }
    for (const extra of extras) this.#extras[this.#extraCount++] = extra;
  }

  /** The rows' places, by ticket and within it as they came. */
  #byTicket(): Uint32Array {
    const count = this.#count;
    const keys = new Float64Array(count);
    for (let i = 0; i < count; i += 1) keys[i] = this.#ticket[i]! * count + i;
    keys.sort();
    const order = new Uint32Array(count);
    for (let i = 0; i < count; i += 1) order[i] = keys[i]! % count;
    return order;
  }

  #endOfBatch(order: Uint32Array, from: number, eventsMax: number): number {
    let until = Math.min(from + eventsMax, order.length);
    while (until < order.length && this.#ticket[order[until]!] === this.#ticket[order[until - 1]!])
      until += 1;
    return until;
  }

  #gather(order: Uint32Array): TicketBatch {
    const batch = emptyBatch(order.length, order.length, this.#extrasIn(order));
    for (const name of columnNames) {
      const [from, to] = [this.#columns[name], batch[name]];
      for (let i = 0; i < order.length; i += 1) to[i] = from[order[i]!]!;
    }
    let [tickets, extras] = [0, 0];
    for (let i = 0; i < order.length; i += 1) {
      const row = order[i]!;
      const ticket = this.#ticket[row]!;
      if (i === 0 || ticket !== batch.ticket[tickets - 1]) {
        batch.ticket[tickets] = ticket;
        batch.start[tickets] = i;
        tickets += 1;
      }
      for (let e = this.#extraStart[row]!; e < this.#extraStart[row + 1]!; e += 1)
        batch.extras[extras++] = this.#extras[e]!;
      batch.extraStart[i + 1] = extras;
    }
    batch.start[tickets] = order.length;
    return {
      ...batch,
      tickets,
      ticket: batch.ticket.subarray(0, tickets),
      start: batch.start.subarray(0, tickets + 1),
    };
  }

  #extrasIn(order: Uint32Array): number {
    let extras = 0;
    for (const row of order) extras += this.#extraStart[row + 1]! - this.#extraStart[row]!;
    return extras;
  }
}
