import type { RecordedEvent } from '@caselog/event-store';

type Piece = readonly RecordedEvent[];

/** After all that is ready now, and what that makes ready at once. */
const afterOthers = async (): Promise<false> => {
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return false;
};

export interface PiecesOptions {
  /** The last position wanted: the source is not asked for more, as it may wait for that until it is written. */
  readonly to: number;
  /** Events enough for one transaction. */
  readonly size: number;
  /** Whether a transaction may begin, though there is not yet enough for it. Default: as soon as there is something. */
  readonly mayBegin?: () => boolean;
  /** Whether a transaction has taken long enough, though there is more for it. Default: never. */
  readonly mustEnd?: () => boolean;
}

/**
 * A source's pieces up to a position, for transactions that wait for none of them: who waits for a transaction would wait for the source
 * as well, and a server ends one that stands still. What a quick source has is taken as it comes; of a slow one it is gathered before.
 */
export class Pieces {
  readonly #iterator: AsyncIterator<Piece>;
  readonly #options: Required<PiecesOptions>;
  #next: Promise<Piece | undefined>;
  #gathered: Piece[] = [];

  constructor(source: AsyncIterable<Piece>, options: PiecesOptions) {
    this.#iterator = source[Symbol.asyncIterator]();
    this.#options = { mayBegin: () => true, mustEnd: () => false, ...options };
    this.#next = this.#ask();
  }

  /** Waits until there is enough to begin a transaction with; false when nothing is left. @throws what the source throws */
  async gather(): Promise<boolean> {
    const { size, mayBegin } = this.#options;
    let count = 0;
    do {
      const piece = await this.#wait();
      if (!piece) break;
      this.#gathered.push(piece);
      count += piece.length;
    } while (count < size && !(mayBegin() && (await this.#isReady())));
    return count > 0;
  }

  /** What was gathered and what comes without waiting, until it is enough. */
  async *take(): AsyncGenerator<Piece, void, undefined> {
    const { size, mustEnd } = this.#options;
    let count = 0;
    for (const piece of this.#gathered.splice(0)) {
      count += piece.length;
      yield piece;
    }
    while (count < size && !mustEnd() && (await this.#isReady())) {
      const piece = await this.#wait();
      if (!piece) return;
      count += piece.length;
      yield piece;
    }
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  /** The next piece; the one after it is fetched meanwhile. */
  async #wait(): Promise<Piece | undefined> {
    const piece = await this.#next;
    const isLast = !piece || piece.at(-1)!.position >= this.#options.to;
    this.#next = isLast ? Promise.resolve(undefined) : this.#ask();
    const within = piece?.filter(({ position }) => position <= this.#options.to);
    return within?.length === 0 ? undefined : within;
  }

  #ask(): Promise<Piece | undefined> {
    const next = this.#iterator.next().then(({ done, value }) => (done === true ? undefined : value));
    // Whoever waits for it is told; until then it is nobody's.
    next.catch(() => undefined);
    return next;
  }

  async #isReady(): Promise<boolean> {
    const isThere = this.#next.then(
      () => true,
      // The fault is the source's, not that of a transaction that is under way: it is thrown where the next one is gathered for.
      () => false,
    );
    return Promise.race([isThere, afterOthers()]);
  }
}
