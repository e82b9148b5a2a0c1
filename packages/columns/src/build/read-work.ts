import type { OpenElsewhere } from '@caselog/event-store';
import type { Tell } from '../run/worker.ts';
import { blockEvents } from './lines.ts';
import { readPiece, type Piece } from './piece.ts';
import type { Words } from './words.ts';

/** Numbers that the threads of one reading share. */
export const shared = { next: 0, takenOver: 1, stopped: 2 } as const;
export const sharedLength = 3;

/** The stretches of a ledger whose positions have no gaps: numbered, each a block of the digest. */
export interface Stretches {
  /** Behind this position, which ends a block. */
  readonly after: number;
  readonly until: number;
}

/** One thread's share of reading a ledger. */
export interface ReadWork extends Stretches {
  /** Of the module that opens the ledger. */
  readonly module: string;
  readonly params: unknown;
  readonly words: Words;
  readonly counters: Int32Array<SharedArrayBuffer>;
}

/** What a thread tells. */
export interface ReadPiece {
  readonly place: number;
  readonly piece: Piece;
}

/** Pieces that may wait to be taken over: memory stays flat. */
const waitingMax = 32;

/** How many stretches there are. Pure. */
export const stretchesIn = ({ after, until }: Stretches): number => Math.ceil((until - after) / blockEvents);

/** The stretch at a place. Pure. */
export const stretchAt = ({ after, until }: Stretches, place: number) => ({
  after: after + place * blockEvents,
  until: Math.min(after + (place + 1) * blockEvents, until),
  known: 0,
});

/** The place of the next stretch that nobody has taken. Waits, thread and all, while others are to be taken over first. */
const nextPlace = (counters: Int32Array<SharedArrayBuffer>): number => {
  const place = Atomics.add(counters, shared.next, 1);
  for (;;) {
    const takenOver = Atomics.load(counters, shared.takenOver);
    if (place < takenOver + waitingMax) return place;
    Atomics.wait(counters, shared.takenOver, takenOver);
  }
};

/** Reads stretches in a thread, which tells each piece. @throws what `readPiece` throws */
export const run = async (work: ReadWork, tell: Tell): Promise<void> => {
  const { openElsewhere } = (await import(work.module)) as { openElsewhere: OpenElsewhere<unknown> };
  const store = openElsewhere(work.params);
  try {
    for (;;) {
      const place = nextPlace(work.counters);
      if (place >= stretchesIn(work) || Atomics.load(work.counters, shared.stopped) !== 0) return;
      const piece = await readPiece(store, work.words, stretchAt(work, place));
      const { columns, ticket, extraStart, extras } = piece.rows;
      const arrays = [...Object.values(columns), ticket, extraStart, extras, piece.lines.bytes];
      tell(
        { place, piece } satisfies ReadPiece,
        arrays.map(({ buffer }) => buffer as ArrayBuffer),
      );
    }
  } finally {
    store.close();
  }
};
