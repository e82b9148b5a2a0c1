import type { Happening, TicketCase } from './case.ts';

/** Where boards get their tickets from: a fold of the ledger, or a file of columns. */
export interface CaseSource {
  /** Every ticket, in the order of its first event in the ledger. */
  readonly cases: readonly TicketCase[];
  /** How far in the ledger they are true. */
  readonly position: number;
  /** Tickets whose history cannot be read; no figure counts them. */
  readonly unreadable: number;
}

const latest = (happenings: readonly (Happening | undefined)[]): number =>
  happenings.reduce(
    (most, one) => Math.max(most, one?.atMs ?? most, one?.recordedMs ?? most),
    Number.NEGATIVE_INFINITY,
  );

/** When the last of what boards know of a ticket happened or became known. Pure. */
const latestOf = ({ entries, standings, surveys, firstReply, recordedMs }: TicketCase): number =>
  Math.max(
    recordedMs.last,
    latest(entries),
    latest(standings),
    latest([
      firstReply,
      ...surveys.flatMap(({ resolved, asked, end, answers }) => [resolved, asked, end, ...answers]),
    ]),
  );

/** The tickets in memory. Changed by its feed alone, between two readings of a board. */
export class CaseTable implements CaseSource {
  readonly cases: TicketCase[] = [];
  position = 0;
  /** When the last thing in it happened, epoch milliseconds: nothing is different as of any later instant but for the time that passes. */
  latestMs = Number.NEGATIVE_INFINITY;
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
    this.latestMs = Math.max(this.latestMs, latestOf(one));
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
