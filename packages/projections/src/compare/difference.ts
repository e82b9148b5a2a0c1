import { isDeepStrictEqual } from 'node:util';

/** One thing a read model holds otherwise than a fresh fold of the ledger would. It never holds personal data. */
export interface Difference {
  readonly model: 'ticket' | 'queue' | 'flow';
  /** What differs: a ticket, an edge, a state, a place in the queue. */
  readonly place: string;
  readonly field: string;
  readonly expected: string;
  readonly found: string;
}

/** Collects differences, up to a number a person can still read. */
export class Differences {
  readonly #list: Difference[] = [];
  readonly #max: number;
  constructor(max: number) {
    this.#max = max;
  }

  get list(): readonly Difference[] {
    return this.#list;
  }

  get isFull(): boolean {
    return this.#list.length >= this.#max;
  }

  add(difference: Difference): void {
    if (!this.isFull) this.#list.push(difference);
  }

  /** Compares field by field; the fields named in `hidden` are personal and only said to differ. */
  compare(
    model: Difference['model'],
    place: string,
    expected: object,
    found: object,
    hidden: readonly string[] = [],
  ): void {
    for (const [field, value] of Object.entries(expected)) {
      const other = (found as Record<string, unknown>)[field];
      if (isDeepStrictEqual(value, other)) continue;
      const isHidden = hidden.includes(field);
      this.add({
        model,
        place,
        field,
        expected: isHidden ? 'something else' : shown(value),
        found: isHidden ? 'not that' : shown(other),
      });
    }
  }
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
