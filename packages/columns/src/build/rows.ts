import { eventTypes } from '@caselog/ticket';
import { UncolumnableEventError } from '../errors.ts';
import { columnNames, columnTypes, type ColumnArray, type ColumnName, type TicketBatch } from '../layout.ts';
import { emptyBatch } from '../file/batch.ts';
import { policiesMax, type PieceRows } from './piece-rows.ts';
import { coded, codedOf } from './row.ts';
import type { Texts } from './texts.ts';
import type { TicketNames } from './ticket-names.ts';

const codedTypes = Uint8Array.from(eventTypes, codedOf);

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

  /** Whether there is room for so many rows. */
  hasRoomFor(count: number): boolean {
    return this.#count + count <= this.#ticket.length;
  }

  /** Takes over the rows of a piece, which there is room for. @throws UncolumnableEventError */
  take(piece: PieceRows): void {
    const { tickets, texts, policies } = this.#dictionaries;
    const policyOf = this.#policyCodes(piece, policies);
    const ticketOf = Uint32Array.from(piece.tickets, (name, code) =>
      code === 0 ? 0 : tickets.ordinalOf(name),
    );
    const textOf = Uint32Array.from(piece.texts, (text, code) => (code === 0 ? 0 : texts.codeOf(text)));
    const [at, columns] = [this.#count, this.#columns];
    for (const name of ['type', 'occurredMs', 'recordedMs', 'position', 'detail'] as const)
      columns[name].set(piece.columns[name].subarray(0, piece.count), at);
    const { type, actor, policy, a, b } = piece.columns;
    for (let i = 0; i < piece.count; i += 1) {
      const isCode = codedTypes[type[i]!]!;
      this.#ticket[at + i] = ticketOf[piece.ticket[i]!]!;
      columns.actor[at + i] = textOf[actor[i]!]!;
      columns.policy[at + i] = policyOf[policy[i]!]!;
      columns.a[at + i] = (isCode & coded.a) === 0 ? a[i]! : textOf[a[i]!]!;
      columns.b[at + i] = (isCode & coded.b) === 0 ? b[i]! : textOf[b[i]!]!;
    }
    this.#takeExtras(piece, textOf);
    this.#count += piece.count;
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

  #policyCodes({ columns, policies }: PieceRows, known: Texts): Uint16Array {
    return Uint16Array.from(policies, (version, local) => {
      const code = local === 0 ? 0 : known.codeOf(version);
      if (code <= policiesMax) return code;
      throw new UncolumnableEventError(
        columns.position[columns.policy.indexOf(local)]!,
        `it has policy ${code}`,
      );
    });
  }

  #takeExtras({ count, columns, extraStart, extras }: PieceRows, textOf: Uint32Array): void {
    if (this.#extraCount + extras.length > this.#extras.length) {
      const grown = new Float64Array(this.#extras.length * 2 + extras.length);
      grown.set(this.#extras);
      this.#extras = grown;
    }
    const [first, target, starts] = [this.#extraCount, this.#extras, this.#extraStart];
    for (let i = 0; i < count; i += 1) {
      const isCode = (codedTypes[columns.type[i]!]! & coded.extras) !== 0;
      for (let e = extraStart[i]!; e < extraStart[i + 1]!; e += 1)
        target[first + e] = isCode ? textOf[extras[e]!]! : extras[e]!;
      starts[this.#count + i + 1] = first + extraStart[i + 1]!;
    }
    this.#extraCount = first + extras.length;
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
