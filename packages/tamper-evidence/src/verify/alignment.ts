import type { Hash } from '../tree/hash.ts';
import { isSigned, isSignedElsewhere, type Candidate, type SignedLeaf } from './candidate.ts';
import type { Lookahead } from './lookahead.ts';

/** Hears of each event how it stands to what was signed. */
export interface AlignmentListener {
  /** The event is what was signed at `index`; but for its position when `moved`. */
  matched(candidate: Candidate, index: number, moved: boolean): void;
  /** Between two matches, these events stand where those leaves were signed. */
  unmatched(candidates: readonly Candidate[], signed: readonly SignedLeaf[]): void;
  /** The event stands behind everything that was signed. */
  beyond(candidate: Candidate): void;
}

/** How far ahead the two sides are searched for the place where they agree again. */
const reachMax = 64;
const movedReachMax = 16;
// While they disagree for long, searching far at every event would take minutes.
const searchEvery = 64;

/** Lays the events of a ledger beside the leaf hashes that were signed, and finds where they agree again after a difference. */
export class Alignment {
  readonly #events: Lookahead<Candidate>;
  readonly #signed: Lookahead<Hash>;
  readonly #listener: AlignmentListener;
  readonly #gapFree: boolean;
  #index = 0;
  #misses = 0;

  constructor(
    events: Lookahead<Candidate>,
    signed: Lookahead<Hash>,
    listener: AlignmentListener,
    gapFree: boolean,
  ) {
    this.#events = events;
    this.#signed = signed;
    this.#listener = listener;
    this.#gapFree = gapFree;
  }

  async run(): Promise<void> {
    for (;;) {
      await this.#events.fill(reachMax);
      await this.#signed.fill(reachMax);
      if (this.#events.length === 0) break;
      this.#stepWhileFull();
    }
    // Of what could not be read nobody knows whether it is gone.
    while (this.#signed.length > 0 && this.#events.failure === undefined) {
      this.#listener.unmatched([], this.#takeSigned(this.#signed.length));
      await this.#signed.fill(reachMax);
    }
  }

  /** One step, and more while both sides can be seen far enough ahead. */
  #stepWhileFull(): void {
    do this.#step();
    while (this.#events.length >= reachMax && (this.#signed.ended || this.#signed.length >= reachMax));
  }

  #step(): void {
    const candidate = this.#events.at(0) as Candidate;
    const signed = this.#signed.at(0);
    if (signed === undefined) {
      this.#events.drop();
      this.#listener.beyond(candidate);
      return;
    }
    const exact = isSigned(candidate, signed);
    if (exact || this.#isMoved(candidate, 0)) this.#match(candidate, !exact);
    else this.#mismatch();
  }

  #match(candidate: Candidate, moved: boolean): void {
    this.#events.drop();
    this.#signed.drop();
    this.#misses = 0;
    this.#listener.matched(candidate, this.#index++, moved);
  }

  #mismatch(): void {
    const reach = this.#misses % searchEvery === 0 ? reachMax : 1;
    const found = this.#search(reach, (a, b) =>
      isSigned(this.#events.at(a) as Candidate, this.#signed.at(b) as Hash),
    );
    const foundMoved = found ?? this.#searchMoved(reach);
    this.#misses = foundMoved === undefined ? this.#misses + 1 : 0;
    const [events, signed] = foundMoved ?? this.#byPosition();
    this.#listener.unmatched(this.#events.take(events), this.#takeSigned(signed));
  }

  #searchMoved(reach: number): readonly [number, number] | undefined {
    if (!this.#gapFree) return undefined;
    return this.#search(Math.min(reach, movedReachMax), (a, b) =>
      this.#isMoved(this.#events.at(a) as Candidate, b),
    );
  }

  /** The nearest pair of places ahead, `a` events and `b` leaves from here, that agree. */
  #search(reach: number, agree: (a: number, b: number) => boolean): readonly [number, number] | undefined {
    const [aMax, bMax] = [this.#events.length - 1, this.#signed.length - 1];
    const test = (a: number, b: number): boolean => a <= aMax && b <= bMax && agree(a, b);
    for (let far = 1; far <= reach; far++) {
      if (test(far, far)) return [far, far];
      for (let near = 0; near < far; near++) {
        if (test(near, far)) return [near, far];
        if (test(far, near)) return [far, near];
      }
    }
    return undefined;
  }

  /** Nothing ahead agrees: gap-free positions still tell which leaf an event claims to be. */
  #byPosition(): readonly [number, number] {
    const position = (this.#events.at(0) as Candidate).event.position;
    const ahead = position - 1 - this.#index;
    const inOrder = position < (this.#events.at(1)?.event.position ?? Number.POSITIVE_INFINITY);
    if (!this.#gapFree || !inOrder || ahead === 0) return [1, 1];
    return ahead > 0 ? [0, Math.min(ahead, this.#signed.length)] : [1, 0];
  }

  #isMoved(candidate: Candidate, b: number): boolean {
    return (
      this.#gapFree &&
      isSignedElsewhere(candidate, { index: this.#index + b, hash: this.#signed.at(b) as Hash })
    );
  }

  #takeSigned(count: number): SignedLeaf[] {
    return this.#signed.take(count).map((hash) => ({ index: this.#index++, hash }));
  }
}
