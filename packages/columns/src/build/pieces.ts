import { availableParallelism } from 'node:os';
import type { Elsewhere, EventStore } from '@caselog/event-store';
import { partOfThread } from '../run/pool.ts';
import { ownWords } from './own-words.ts';
import { blockEvents } from './lines.ts';
import { readPiece, type Piece } from './piece.ts';
import { shared, sharedLength, stretchAt, stretchesIn, type ReadPiece, type ReadWork } from './read-work.ts';

export interface PiecesOptions {
  readonly store: EventStore;
  /** Behind this position, which ends a block. */
  readonly after: number;
  /** How many events behind it are known. */
  readonly known: number;
  readonly until: number;
  readonly signal: AbortSignal | undefined;
  /** How many threads read besides this one. Default: the other cores, where there is enough to read. */
  readonly helpers?: number | undefined;
}

/** A thread takes longer to start than this many events to read. */
const eventsWorthAThread = 60_000;

const helpersFor = ({ after, until, helpers }: PiecesOptions): number =>
  helpers ?? Math.min(availableParallelism() - 1, Math.floor((until - after) / eventsWorthAThread));

async function* inTurn({ store, signal, until, ...from }: PiecesOptions): AsyncGenerator<Piece> {
  for (let { after } = from; after < until;) {
    const piece = await readPiece(store, ownWords, { after, known: 0, until }, signal);
    if (piece.lines.events === 0) return;
    yield piece;
    if (piece.lines.events < blockEvents) return;
    after = piece.lines.position;
  }
}

/** Pieces that were read and are to be taken over in their order. */
class Arrivals {
  readonly #pieces = new Map<number, Piece>();
  #wake: () => void = () => undefined;
  /** A thread has ended: nothing more comes of it. */
  running: number;

  constructor(helpers: number) {
    this.running = helpers;
  }

  add({ place, piece }: ReadPiece): void {
    this.#pieces.set(place, piece);
    this.#wake();
  }

  /** A thread has ended, done or failed: where it failed, its pieces are read in turn, and that fails as they do. */
  end(): void {
    this.running -= 1;
    this.#wake();
  }

  take(place: number): Piece | undefined {
    const piece = this.#pieces.get(place);
    this.#pieces.delete(place);
    return piece;
  }

  next(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}

/**
 * Pieces read by several threads, this one's among them, in their order: up to the end, or to one that a thread has failed at or that is not
 * as long as positions say.
 */
async function* sideBySide(
  { store, signal, ...stretches }: PiecesOptions,
  elsewhere: Elsewhere,
  helpers: number,
): AsyncGenerator<Piece> {
  const counters = new Int32Array(new SharedArrayBuffer(sharedLength * 4));
  const { after, until } = stretches;
  const work: ReadWork = { ...elsewhere, after, until, words: ownWords, counters };
  const arrivals = new Arrivals(helpers);
  const module = new URL('./read-work.ts', import.meta.url).href;
  const threads = Array.from({ length: helpers }, () =>
    partOfThread({ module, params: work }, (told) => arrivals.add(told as ReadPiece)).finally(() =>
      arrivals.end(),
    ),
  );
  const ended = Promise.allSettled(threads);
  try {
    const count = stretchesIn(work);
    for (let place = 0; place < count;) {
      signal?.throwIfAborted();
      const piece = arrivals.take(place);
      if (piece) {
        const stretch = stretchAt(work, place);
        if (piece.lines.events !== stretch.until - stretch.after) return;
        yield piece;
        place += 1;
        Atomics.store(counters, shared.takenOver, place);
        Atomics.notify(counters, shared.takenOver);
        continue;
      }
      const own = Atomics.load(counters, shared.next) < count ? Atomics.add(counters, shared.next, 1) : count;
      if (own < count)
        arrivals.add({ place: own, piece: await readPiece(store, ownWords, stretchAt(work, own), signal) });
      else if (arrivals.running > 0) await arrivals.next();
      else return;
    }
  } finally {
    Atomics.store(counters, shared.stopped, 1);
    // Another value, so that a thread that is about to wait does not.
    Atomics.store(counters, shared.takenOver, stretchesIn(work));
    Atomics.notify(counters, shared.takenOver);
    await ended;
  }
}

/**
 * The ledger behind a position, piece by piece in its order: each but the last is a whole block. Where threads can read it and its
 * positions have no gaps, several read side by side. @throws what `readPiece` throws
 */
export async function* pieces(options: PiecesOptions): AsyncGenerator<Piece> {
  const { store, known, until, signal } = options;
  let { after } = options;
  if (known > 0) {
    const first = await readPiece(store, ownWords, { after, known, until }, signal);
    yield first;
    if (first.lines.events < blockEvents) return;
    after = first.lines.position;
  }
  const helpers = store.capabilities.gapFreePositions ? helpersFor({ ...options, after }) : 0;
  if (store.elsewhere && helpers > 0)
    for await (const piece of sideBySide({ ...options, after }, store.elsewhere, helpers)) {
      yield piece;
      after = piece.lines.position;
    }
  // What is left: mostly nothing.
  yield* inTurn({ ...options, after });
}
