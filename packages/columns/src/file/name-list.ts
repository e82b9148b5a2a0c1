import { TicketNames } from '../build/ticket-names.ts';
import type { Additions } from './segment.ts';

/** Tickets' names as they lie in segments. They are looked at one by one; the first search by name makes an index of all. */
export class NameList {
  readonly count: number;
  readonly #pieces: readonly Additions['tickets'][];
  #index: TicketNames | undefined;

  constructor(pieces: readonly Additions['tickets'][]) {
    this.#pieces = pieces;
    this.count = pieces.reduce((sum, { ends }) => sum + ends.length, 0);
  }

  name(ordinal: number): string {
    const piece = this.#pieces.findLast(({ first }) => first <= ordinal)!;
    const at = ordinal - piece.first;
    const { bytes, ends } = piece;
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(
      'utf8',
      at === 0 ? 0 : ends[at - 1],
      ends[at],
    );
  }

  /** Undefined where there is none of that name. */
  find(name: string): number | undefined {
    if (!this.#index) {
      this.#index = new TicketNames();
      for (const { bytes, ends } of this.#pieces) this.#index.restore(bytes, ends);
    }
    const ordinal = this.#index.find(name);
    return ordinal === -1 ? undefined : ordinal;
  }
}
