import type { TicketCase } from './case.ts';

/** Where boards get their tickets from: a fold of the ledger, or a file of columns. */
export interface CaseSource {
  /** Every ticket, in the order of its first event in the ledger. */
  readonly cases: readonly TicketCase[];
  /** How far in the ledger they are true. */
  readonly position: number;
  /** Tickets whose history cannot be read; no figure counts them. */
  readonly unreadable: number;
}

/** The tickets in memory. Changed by its feed alone, between two readings of a board. */
export class CaseTable implements CaseSource {
  readonly cases: TicketCase[] = [];
  position = 0;
  readonly #places = new Map<string, number>();
  readonly #unreadable = new Set<string>();

  get unreadable(): number {
    return this.#unreadable.size;
  }

  has(stream: string): boolean {
    return this.#places.has(stream);
  }

  put(stream: string, one: TicketCase): void {
    this.#unreadable.delete(stream);
    const place = this.#places.get(stream);
    if (place !== undefined) {
      this.cases[place] = one;
      return;
    }
    this.#places.set(stream, this.cases.length);
    this.cases.push(one);
  }

  /** Leaves a ticket as it was last read, and counts it among the unreadable. */
  giveUp(stream: string): void {
    this.#unreadable.add(stream);
  }
}
