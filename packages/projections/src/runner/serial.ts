/** Runs one piece of work after the other, in the order they came. */
export class Serial {
  #last: Promise<unknown> = Promise.resolve();

  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    // Who asked is told of a failure; who comes next only waits for the end.
    this.#last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
