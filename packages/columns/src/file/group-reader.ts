import { columnNames, columnTypes, type ColumnName, type TicketBatch, type Wanted } from '../layout.ts';
import { readChunk, type ChunkName, type OpenSegment } from './segment.ts';

/** Reads groups of one segment, each into the same memory as the one before: a batch is valid until the next is read. */
export class GroupReader {
  readonly #segment: OpenSegment;
  readonly #buffers = new Map<string, ArrayBuffer>();
  #last:
    { readonly group: number; readonly wanted: ReadonlySet<Wanted>; readonly batch: TicketBatch } | undefined;

  constructor(segment: OpenSegment) {
    this.#segment = segment;
  }

  /** The columns wanted of a group. @throws ColumnsDamagedError */
  read(group: number, wanted: ReadonlySet<Wanted>): TicketBatch {
    if (this.#last?.group === group && this.#last.wanted === wanted) return this.#last.batch;
    this.#last = undefined;
    const { tickets, events, extras } = this.#segment.groups[group]!;
    const column = (name: ColumnName): never =>
      this.#column(group, name, wanted.has(name) ? events : 0) as never;
    const columns = Object.fromEntries(columnNames.map((name) => [name, column(name)])) as unknown as Pick<
      TicketBatch,
      ColumnName
    >;
    const hasExtras = wanted.has('extras');
    const batch: TicketBatch = {
      tickets,
      events,
      ticket: this.#fill(group, 'ticket', new Uint32Array(this.#memory('ticket', tickets * 4), 0, tickets)),
      start: this.#fill(
        group,
        'start',
        new Uint32Array(this.#memory('start', tickets * 4 + 4), 0, tickets + 1),
      ),
      ...columns,
      extraStart: hasExtras ? this.#extraStart(group, events) : new Uint32Array(0),
      extras: hasExtras
        ? this.#fill(group, 'extras', new Float64Array(this.#memory('extras', extras * 8), 0, extras))
        : new Float64Array(0),
    };
    this.#last = { group, wanted, batch };
    return batch;
  }

  #column(group: number, name: ColumnName, length: number) {
    const type = columnTypes[name];
    const array = new type(this.#memory(name, length * type.BYTES_PER_ELEMENT), 0, length);
    return length === 0 ? array : this.#fill(group, name, array);
  }

  #extraStart(group: number, events: number): Uint32Array {
    const counts = this.#fill(
      group,
      'extraCount',
      new Uint16Array(this.#memory('extraCount', events * 2), 0, events),
    );
    const starts = new Uint32Array(this.#memory('extraStart', events * 4 + 4), 0, events + 1);
    for (let i = 0; i < events; i += 1) starts[i + 1] = starts[i]! + counts[i]!;
    return starts;
  }

  #fill<View extends ArrayBufferView>(group: number, name: ChunkName, view: View): View {
    const chunk = this.#segment.groups[group]!.chunks[name];
    readChunk(this.#segment, chunk, new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
    return view;
  }

  #memory(name: string, bytes: number): ArrayBuffer {
    const known = this.#buffers.get(name);
    if (known && known.byteLength >= bytes) return known;
    const made = new ArrayBuffer(Math.max(bytes, 1 << 12));
    this.#buffers.set(name, made);
    return made;
  }
}
