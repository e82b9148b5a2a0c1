import type { RecordedEvent } from '@caselog/event-store';
import { UncolumnableEventError } from '../errors.ts';
import { columnNames, columnTypes, type ColumnArray, type ColumnName } from '../layout.ts';
import { instantMs } from './instant-ms.ts';
import { fillRow, type Row } from './row.ts';
import { Texts } from './texts.ts';
import type { Words } from './words.ts';

/**
 * Rows of a short stretch of the ledger, in its order: plain data that a thread hands over. Codes are those of the piece's own lists, in the
 * order of their first use, so that pieces taken over in turn come to the same codes as one reading of the whole.
 */
export interface PieceRows {
  readonly count: number;
  /** With room for more than `count`. */
  readonly columns: Readonly<Record<ColumnName, ColumnArray>>;
  /** Codes of `tickets`. */
  readonly ticket: Uint32Array;
  readonly extraStart: Uint32Array;
  readonly extras: Float64Array;
  /** By code; code 0 is none. */
  readonly tickets: readonly string[];
  readonly texts: readonly string[];
  readonly policies: readonly string[];
}

/** More extras than this to one event fit no column. */
const extrasMax = 0xffff;
export const policiesMax = 0xffff;

/** Writes the rows of a piece. */
export class PieceRowsWriter {
  readonly #words: Words;
  readonly #codeOfType: ReadonlyMap<string, number>;
  readonly #columns: Record<ColumnName, ColumnArray>;
  readonly #ticket: Uint32Array;
  readonly #extraStart: Uint32Array;
  readonly #extras: number[] = [];
  readonly #tickets = new Texts();
  readonly #texts = new Texts();
  readonly #policies = new Texts();
  readonly #row: Row = { detail: 0, a: 0, b: 0, extras: [] };
  #count = 0;

  constructor(words: Words, eventsMax: number) {
    this.#words = words;
    this.#codeOfType = new Map(words.eventTypes.map((type, code) => [type, code]));
    this.#columns = Object.fromEntries(
      columnNames.map((name) => [name, new columnTypes[name](eventsMax)]),
    ) as Record<ColumnName, ColumnArray>;
    this.#ticket = new Uint32Array(eventsMax);
    this.#extraStart = new Uint32Array(eventsMax + 1);
  }

  /** Whether an event is of a type known here, in its current shape. */
  isCurrent({ type, metadata }: RecordedEvent): boolean {
    const code = this.#codeOfType.get(type);
    return code !== undefined && metadata.schemaVersion === this.#words.schemaVersions[code];
  }

  /** Takes an event of a ticket, in its current shape. @throws UncolumnableEventError */
  add(ticketName: string, { type, data, metadata, position }: RecordedEvent): void {
    const columns = this.#columns;
    const row = this.#row;
    const at = this.#count;
    row.extras.length = 0;
    fillRow(row, type, data, this.#texts, this.#words);
    if (row.extras.length > extrasMax)
      throw new UncolumnableEventError(position, `it has ${row.extras.length} extras`);
    this.#ticket[at] = this.#tickets.codeOf(ticketName);
    columns.type[at] = this.#codeOfType.get(type)!;
    columns.occurredMs[at] = instantMs(metadata.occurredAt);
    columns.recordedMs[at] =
      metadata.recordedAt === metadata.occurredAt ? columns.occurredMs[at] : instantMs(metadata.recordedAt);
    columns.position[at] = position;
    columns.actor[at] = this.#texts.codeOf(metadata.actor);
    columns.policy[at] = this.#policies.codeOf(metadata.policyVersion);
    columns.detail[at] = row.detail;
    columns.a[at] = row.a;
    columns.b[at] = row.b;
    for (const extra of row.extras) this.#extras.push(extra);
    this.#count += 1;
    this.#extraStart[this.#count] = this.#extras.length;
  }

  /** What was written. */
  finish(): PieceRows {
    return {
      count: this.#count,
      columns: this.#columns,
      ticket: this.#ticket,
      extraStart: this.#extraStart,
      extras: Float64Array.from(this.#extras),
      tickets: this.#tickets.list,
      texts: this.#texts.list,
      policies: this.#policies.list,
    };
  }
}
