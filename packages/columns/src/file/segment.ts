import { closeSync, fsyncSync, openSync, readSync, renameSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { ColumnsDamagedError } from '../errors.ts';
import { columnNames, type ColumnName, type TicketBatch } from '../layout.ts';

/**
 * A segment: rows of one stretch of the ledger, ticket after ticket, in groups of whole tickets. A group's columns lie one after the
 * other, each with its CRC-32; what lies where stands in a footer at the end, as in Parquet. A segment never changes.
 */
const magic = Buffer.from('CASLCOL1');
const tailBytes = 8 + magic.length;

export type ChunkName = ColumnName | 'ticket' | 'start' | 'extraCount' | 'extras';

/** Where bytes lie, and what they sum to. */
export interface Chunk {
  readonly offset: number;
  readonly bytes: number;
  readonly crc: number;
}

export interface GroupMeta {
  readonly firstTicket: number;
  readonly lastTicket: number;
  readonly tickets: number;
  readonly events: number;
  readonly extras: number;
  /** The earliest and the latest instant at which something happened. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly chunks: Readonly<Record<ChunkName, Chunk>>;
}

/** What a segment adds to a dictionary: from which code on, and how many. */
interface Added {
  readonly first: number;
  readonly count: number;
}

export interface SegmentMeta {
  readonly events: number;
  readonly groups: readonly GroupMeta[];
  readonly tickets: Added & { readonly names: Chunk; readonly ends: Chunk };
  readonly texts: Added & { readonly list: Chunk };
  readonly policies: Added & { readonly list: Chunk };
}

/** What a segment adds to the dictionaries. */
export interface Additions {
  readonly tickets: { readonly first: number; readonly bytes: Uint8Array; readonly ends: Uint32Array };
  readonly texts: { readonly first: number; readonly list: readonly string[] };
  readonly policies: { readonly first: number; readonly list: readonly string[] };
}

const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

const extraCounts = ({ events, extraStart }: TicketBatch): Uint16Array => {
  const counts = new Uint16Array(events);
  for (let i = 0; i < events; i += 1) counts[i] = extraStart[i + 1]! - extraStart[i]!;
  return counts;
};

const spanOf = (timesMs: Float64Array): readonly [fromMs: number, toMs: number] => {
  let [fromMs, toMs] = [Infinity, -Infinity];
  for (const ms of timesMs) {
    if (ms < fromMs) fromMs = ms;
    if (ms > toMs) toMs = ms;
  }
  return [fromMs, toMs];
};

/** Writes one segment. Nothing of it is read before `finish` has returned and a manifest names it. */
export class SegmentWriter {
  readonly #path: string;
  readonly #fd: number;
  readonly #groups: GroupMeta[] = [];
  #offset = 0;
  #events = 0;

  constructor(path: string) {
    this.#path = path;
    this.#fd = openSync(`${path}.new`, 'w', 0o600);
    this.#write(magic);
  }

  /** Adds a group. Tickets ascend from group to group. */
  add(batch: TicketBatch): void {
    const extras = batch.extraStart[batch.events]!;
    const chunks = {
      ticket: this.#write(batch.ticket),
      start: this.#write(batch.start),
      extraCount: this.#write(extraCounts(batch)),
      extras: this.#write(batch.extras.subarray(0, extras)),
      ...Object.fromEntries(columnNames.map((name) => [name, this.#write(batch[name])])),
    } as Record<ChunkName, Chunk>;
    const [fromMs, toMs] = spanOf(batch.occurredMs);
    this.#groups.push({
      firstTicket: batch.ticket[0]!,
      lastTicket: batch.ticket[batch.tickets - 1]!,
      tickets: batch.tickets,
      events: batch.events,
      extras,
      fromMs,
      toMs,
      chunks,
    });
    this.#events += batch.events;
  }

  /** Writes the footer, and gives the segment its name and its size back, once all of it is on disk. */
  finish({ tickets, texts, policies }: Additions): number {
    const listOf = ({ first, list }: Additions['texts']) => ({
      first,
      count: list.length,
      list: this.#write(Buffer.from(JSON.stringify(list))),
    });
    const meta: SegmentMeta = {
      events: this.#events,
      groups: this.#groups,
      tickets: {
        first: tickets.first,
        count: tickets.ends.length,
        names: this.#write(tickets.bytes),
        ends: this.#write(tickets.ends),
      },
      texts: listOf(texts),
      policies: listOf(policies),
    };
    const footer = this.#write(Buffer.from(JSON.stringify(meta)));
    const tail = Buffer.alloc(8);
    tail.writeUInt32LE(footer.bytes, 0);
    tail.writeUInt32LE(footer.crc, 4);
    this.#write(Buffer.concat([tail, magic]));
    fsyncSync(this.#fd);
    renameSync(`${this.#path}.new`, this.#path);
    return this.#offset;
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(array: ArrayBufferView): Chunk {
    const bytes = bytesOf(array);
    const chunk = { offset: this.#offset, bytes: bytes.length, crc: crc32(bytes) };
    for (let done = 0; done < bytes.length;) done += writeSync(this.#fd, bytes, done);
    this.#offset += bytes.length;
    return chunk;
  }
}

/** A segment that is open. The descriptor serves every thread of the process. */
export interface OpenSegment {
  readonly path: string;
  readonly fd: number;
  readonly groups: readonly GroupMeta[];
}

const readAt = (path: string, fd: number, target: Uint8Array, offset: number): void => {
  for (let done = 0; done < target.length;) {
    const read = readSync(fd, target, done, target.length - done, offset + done);
    if (read === 0) throw new ColumnsDamagedError(path, `it ends before byte ${offset + target.length}`);
    done += read;
  }
};

/** Reads a chunk into `target`, which has its size. @throws ColumnsDamagedError */
export const readChunk = (
  { path, fd }: Pick<OpenSegment, 'path' | 'fd'>,
  { offset, crc }: Chunk,
  target: Uint8Array,
): void => {
  readAt(path, fd, target, offset);
  if (crc32(target) !== crc)
    throw new ColumnsDamagedError(
      path,
      `bytes ${offset} to ${offset + target.length} are not as they were written`,
    );
};

const readWhole = (segment: Pick<OpenSegment, 'path' | 'fd'>, chunk: Chunk): Buffer => {
  const bytes = Buffer.alloc(chunk.bytes);
  readChunk(segment, chunk, bytes);
  return bytes;
};

/** Reads the footer of a segment of `size` bytes. @throws ColumnsDamagedError */
export const readMeta = (segment: Pick<OpenSegment, 'path' | 'fd'>, size: number): SegmentMeta => {
  const { path, fd } = segment;
  const tail = Buffer.alloc(tailBytes);
  readAt(path, fd, tail, size - tailBytes);
  if (!tail.subarray(8).equals(magic))
    throw new ColumnsDamagedError(path, 'it does not end as a segment ends');
  const bytes = tail.readUInt32LE(0);
  const footer = { offset: size - tailBytes - bytes, bytes, crc: tail.readUInt32LE(4) };
  if (footer.offset < 0) throw new ColumnsDamagedError(path, 'its footer lies before its beginning');
  return JSON.parse(readWhole(segment, footer).toString()) as SegmentMeta;
};

/** What a segment adds to the dictionaries. @throws ColumnsDamagedError */
export const readAdditions = (
  segment: Pick<OpenSegment, 'path' | 'fd'>,
  { tickets, texts, policies }: SegmentMeta,
): Additions => {
  const listOf = ({ first, list }: SegmentMeta['texts']) => ({
    first,
    list: JSON.parse(readWhole(segment, list).toString()) as readonly string[],
  });
  const ends = new Uint32Array(tickets.count);
  readChunk(segment, tickets.ends, bytesOf(ends));
  return {
    tickets: { first: tickets.first, bytes: readWhole(segment, tickets.names), ends },
    texts: listOf(texts),
    policies: listOf(policies),
  };
};
