/** Batches, taken one item after the other. */
export class ItemFeed<Item> {
  readonly #batches: AsyncIterator<readonly Item[]>;
  #batch: readonly Item[] = [];
  #next = 0;

  constructor(batches: AsyncIterable<readonly Item[]>) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** The next item, which stays the next one until it is taken; undefined at the end. */
  async peek(): Promise<Item | undefined> {
    while (this.#next >= this.#batch.length) {
      const found = await this.#batches.next();
      if (found.done) return undefined;
      this.#batch = found.value;
      this.#next = 0;
    }
    return this.#batch[this.#next];
  }

  take(): void {
    this.#next += 1;
  }

  /** Ends the batches, whether all were read or not. */
  async close(): Promise<void> {
    await this.#batches.return?.();
  }
}
