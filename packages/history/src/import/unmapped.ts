import { detached } from './detached.ts';
import { UnmappedValuesError, type UnmappedValue } from './errors.ts';

/** Collects the values that the mapping gives no meaning, to refuse them all at once. */
export class UnmappedValues {
  readonly #unit: string;
  readonly #found = new Map<string, { column: string; value: string; line: number; rows: number }>();

  /** Different values are told apart up to a number that a person can still act on. */
  readonly #max = 1_000;

  /** `unit`: what the place of a row counts. */
  constructor(unit: string) {
    this.#unit = unit;
  }

  note(column: string, value: string, line: number): void {
    const key = JSON.stringify([column, value]);
    const before = this.#found.get(key);
    if (before) before.rows += 1;
    else if (this.#found.size < this.#max)
      this.#found.set(key, { column, value: detached(value), line, rows: 1 });
  }

  /** @throws UnmappedValuesError when there are any. */
  refuse(): void {
    if (this.#found.size > 0)
      throw new UnmappedValuesError([...this.#found.values()] satisfies UnmappedValue[], this.#unit);
  }
}
