/** Things in order, one at a time or in batches, at once or over time. */
export type Feed<T> = AsyncIterable<T | readonly T[]> | Iterable<T | readonly T[]>;

async function* mappedBatches<In, Out>(
  feed: Feed<In>,
  map: (item: In) => Out,
): AsyncGenerator<readonly Out[], void> {
  for await (const item of feed) {
    const batch = Array.isArray(item) ? (item as readonly In[]) : [item as In];
    yield batch.map(map);
  }
}

/** A feed of mapped items that can be looked at some way ahead without waiting for each. */
export const lookAhead = <In, Out>(feed: Feed<In>, map: (item: In) => Out): Lookahead<Out> =>
  new Lookahead(mappedBatches(feed, map));

/** Batches read as one row of items, of which those at the front can be looked at. */
export class Lookahead<T> {
  readonly #batches: AsyncGenerator<readonly T[], void>;
  #buffer: T[] = [];
  #head = 0;
  #ended = false;

  constructor(batches: AsyncGenerator<readonly T[], void>) {
    this.#batches = batches;
  }

  /** Items that can be looked at now. */
  get length(): number {
    return this.#buffer.length - this.#head;
  }

  /** Whether the feed has no more than what can be looked at. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Reads on until `count` items can be looked at, or the feed ends. */
  async fill(count: number): Promise<void> {
    while (this.length < count && !this.#ended) {
      const next = await this.#batches.next();
      if (next.done === true) this.#ended = true;
      else this.#add(next.value);
    }
  }

  at(i: number): T | undefined {
    return this.#buffer[this.#head + i];
  }

  take(count: number): T[] {
    const taken = this.#buffer.slice(this.#head, this.#head + count);
    this.#head += taken.length;
    return taken;
  }

  drop(): void {
    this.#head++;
  }

  /** Ends the feed, whether it was read to its end or not. */
  async close(): Promise<void> {
    await this.#batches.return();
  }

  #add(batch: readonly T[]): void {
    this.#buffer = this.#buffer.slice(this.#head);
    this.#head = 0;
    for (const item of batch) this.#buffer.push(item);
  }
}
