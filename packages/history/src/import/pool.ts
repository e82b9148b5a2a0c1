/** Runs tasks side by side, at most `max` at a time. After a failure no further task starts. */
export class Pool {
  readonly #max: number;
  #running = 0;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void) | undefined;

  constructor(max: number) {
    this.#max = max;
  }

  /** Resolves when the task has started. Rejects with the error of a task that failed. */
  async start(task: () => Promise<void>): Promise<void> {
    while (this.#running >= this.#max) await this.#change();
    this.#throwFailure();
    this.#running += 1;
    void this.#run(task);
  }

  /** Resolves when all have ended, however they did. */
  async settle(): Promise<void> {
    while (this.#running > 0) await this.#change();
  }

  /** Resolves when all have ended. Rejects with the error of the first that failed. */
  async finish(): Promise<void> {
    await this.settle();
    this.#throwFailure();
  }

  async #run(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#failure ??= { error };
    }
    this.#running -= 1;
    this.#wake?.();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #throwFailure(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
