const placesMax = 10_000;

/**
 * Places of the log where a record is known to begin, the latest of them. The server reads from such places only; any other number a caller
 * gives has to be found first.
 */
export class KnownPositions {
  readonly #places = new Set<number>();

  note(position: number | undefined): void {
    if (position === undefined) return;
    this.#places.delete(position);
    this.#places.add(position);
    if (this.#places.size <= placesMax) return;
    const [oldest] = this.#places;
    this.#places.delete(oldest!);
  }

  has(position: number): boolean {
    return position === 0 || this.#places.has(position);
  }
}
