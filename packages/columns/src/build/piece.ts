import type { EventStore } from '@caselog/event-store';
import { blockEvents, type Lines } from './lines.ts';
import { PieceRowsWriter, type PieceRows } from './piece-rows.ts';
import type { Words } from './words.ts';

const batchSize = 500;
const ticketPrefix = 'ticket-';

/** A block of the ledger's events, or the part of one at its end, read: plain data. */
export interface Piece {
  /** Of all events, those of other streams than tickets included. Where there are none, of the position before. */
  readonly lines: Lines;
  /** Of the first events, which were known before; undefined where there are fewer, or none were known. */
  readonly known: Lines | undefined;
  /** Of the events of tickets behind those. */
  readonly rows: PieceRows;
}

/** Which stretch is to be read. */
export interface Stretch {
  /** Behind this position, which ends a block. */
  readonly after: number;
  /** Up to this position. */
  readonly until: number;
  /** So many of its events are known and have no rows. */
  readonly known: number;
}

const isOfTicket = (stream: string): boolean => stream.startsWith(ticketPrefix);

/** The lines of a piece. */
class LinesWriter {
  known: Lines | undefined;
  readonly #known: number;
  #text = '';
  #events = 0;
  #position: number;

  constructor({ after, known }: Stretch) {
    this.#position = after;
    this.#known = known;
  }

  /** Whether the event taken last was known before. */
  get isKnown(): boolean {
    return this.#events <= this.#known;
  }

  take(position: number, id: string): void {
    this.#text += `${position} ${id}\n`;
    this.#position = position;
    this.#events += 1;
    if (this.#events === this.#known) this.known = this.lines();
  }

  lines(): Lines {
    return { events: this.#events, position: this.#position, bytes: new TextEncoder().encode(this.#text) };
  }
}

/**
 * Reads a block, or what of it there is. Loads no schema but for events of former shapes. @throws UncolumnableEventError, what
 * the store and the codec throw, the signal's reason
 */
export const readPiece = async (
  store: Pick<EventStore, 'readAll'>,
  words: Words,
  stretch: Stretch,
  signal?: AbortSignal,
): Promise<Piece> => {
  const rows = new PieceRowsWriter(words, blockEvents);
  const lines = new LinesWriter(stretch);
  for await (const batch of store.readAll({ after: stretch.after, limit: blockEvents, batchSize })) {
    signal?.throwIfAborted();
    for (const recorded of batch) {
      if (recorded.position > stretch.until) break;
      lines.take(recorded.position, recorded.id);
      if (lines.isKnown || !isOfTicket(recorded.stream)) continue;
      const event = rows.isCurrent(recorded) ? recorded : (await import('./decode.ts')).decode(recorded);
      rows.add(recorded.stream.slice(ticketPrefix.length), event);
    }
    if (batch.at(-1)!.position >= stretch.until) break;
  }
  return { lines: lines.lines(), known: lines.known, rows: rows.finish() };
};
