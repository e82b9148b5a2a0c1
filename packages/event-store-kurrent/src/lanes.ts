/** Runs work of the same key one after the other, and at most so much at a time in all. */
export class Lanes {
  readonly #tails = new Map<string, Promise<void>>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(widthMax: number) {
    this.#free = widthMax;
  }

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#tails.get(key);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    this.#tails.set(key, ended);
    await before;
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
      if (this.#tails.get(key) === ended) this.#tails.delete(key);
      end();
    }
  }

  async #enter(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
