/** Things in order, one at a time or in batches, at once or over time. */
export type Feed<T> = AsyncIterable<T | readonly T[]> | Iterable<T | readonly T[]>;

/** A batch that is mapped when it is called: a fault in the mapping is no fault of the feed. */
type Batch<T> = () => readonly T[];

async function* mappedBatches<In, Out>(
  feed: Feed<In>,
  map: (item: In) => Out,
): AsyncGenerator<Batch<Out>, void> {
  for await (const item of feed) {
    const batch = Array.isArray(item) ? (item as readonly In[]) : [item as In];
    yield () => batch.map(map);
  }
}

/** A feed of mapped items that can be looked at some way ahead without waiting for each. */
export const lookAhead = <In, Out>(feed: Feed<In>, map: (item: In) => Out): Lookahead<Out> =>
  new Lookahead(mappedBatches(feed, map));

/** Batches read as one row of items, of which those at the front can be looked at. */
export class Lookahead<T> {
  readonly #batches: AsyncGenerator<Batch<T>, void>;
  #buffer: T[] = [];
  #head = 0;
  #ended = false;
  #failure: Error | undefined;

  constructor(batches: AsyncGenerator<Batch<T>, void>) {
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

  /** Why the feed broke off, if it did; what it gave before can still be looked at. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Reads on until `count` items can be looked at, or the feed ends. */
  async fill(count: number): Promise<void> {
    while (this.length < count && !this.#ended) {
      const next = await this.#next();
      if (next === undefined) this.#ended = true;
      else this.#add(next());
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

  /** The next batch, or `undefined` when there is none, because the feed ended or failed. */
  async #next(): Promise<Batch<T> | undefined> {
    try {
      const next = await this.#batches.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      return undefined;
    }
  }

  #add(batch: readonly T[]): void {
    this.#buffer = this.#buffer.slice(this.#head);
    this.#head = 0;
    for (const item of batch) this.#buffer.push(item);
  }
}
