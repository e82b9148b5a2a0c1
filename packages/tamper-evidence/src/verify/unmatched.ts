import { sameBytes, type Hash } from '../tree/hash.ts';
import { isSignedElsewhere, type Candidate, type SignedLeaf } from './candidate.ts';

/** An event beside which no leaf was signed, and the leaf it most likely was. */
interface UnmatchedEvent {
  readonly candidate: Candidate;
  readonly counterpart: SignedLeaf | undefined;
}

/** An event, and the leaf as which it was signed. */
export interface Pair {
  readonly candidate: Candidate;
  readonly signed: SignedLeaf;
}

/** Leaves in a row, by their first and last index. */
export interface Run {
  readonly first: number;
  readonly last: number;
}

/** Leaves in a row that are gone, and the hashes of those that were kept one by one, from the first on. */
export interface RemovedRun extends Run {
  readonly hashes: readonly Hash[];
}

/** What became of the events and leaves that did not match where they stand. */
export interface Outcome {
  readonly changed: readonly Pair[];
  readonly reordered: readonly Pair[];
  readonly inserted: readonly Candidate[];
  readonly removed: readonly RemovedRun[];
}

// Each try hashes an event again, at a few µs.
const triesMax = 100_000;

/** Keeps what did not match until all was read, for an event may stand far from where it was signed. */
export class Unmatched {
  readonly #events: UnmatchedEvent[] = [];
  readonly #leaves = new Map<number, SignedLeaf>();
  readonly #max: number;
  readonly #gapFree: boolean;
  /** Leaves that were too many to keep one by one. */
  readonly #overflow: Run[] = [];
  /** Events that were too many to keep. */
  eventsDropped = 0;

  constructor(max: number, gapFree: boolean) {
    this.#max = max;
    this.#gapFree = gapFree;
  }

  /** Takes what stands between two matches and guesses which event was which leaf. */
  add(candidates: readonly Candidate[], signed: readonly SignedLeaf[]): void {
    const room = this.#max - Math.max(this.#events.length, this.#leaves.size);
    const leaves = signed.slice(0, room);
    for (const leaf of leaves) this.#leaves.set(leaf.index, leaf);
    for (const { index } of signed.slice(room)) addToRuns(this.#overflow, index);
    const counterparts = this.#guess(candidates, leaves);
    for (const [i, candidate] of candidates.slice(0, room).entries()) {
      this.#events.push({ candidate, counterpart: counterparts[i] });
    }
    this.eventsDropped += Math.max(0, candidates.length - room);
  }

  #guess(candidates: readonly Candidate[], leaves: readonly SignedLeaf[]): (SignedLeaf | undefined)[] {
    const free = new Set(leaves);
    const claim = (test: (leaf: SignedLeaf) => boolean): SignedLeaf | undefined => {
      const leaf = [...free].find(test);
      if (leaf !== undefined) free.delete(leaf);
      return leaf;
    };
    const guesses = candidates.map((candidate) => claim(storedAs(candidate)));
    for (const [i, candidate] of candidates.entries()) {
      if (this.#gapFree) guesses[i] ??= claim(standsAt(candidate));
    }
    const open = guesses.filter((guess) => guess === undefined).length;
    if (open !== free.size) return guesses;
    const rest = [...free];
    return guesses.map((guess) => guess ?? rest.shift());
  }

  /** Pairs everything that can be paired. */
  settle(): Outcome {
    const reordered: Pair[] = [];
    const changed: Pair[] = [];
    const inserted: Candidate[] = [];
    const find = this.#finder();
    const left = this.#events.filter(({ candidate }) => {
      const signed = find(candidate);
      if (signed !== undefined) reordered.push({ candidate, signed });
      return signed === undefined || !this.#leaves.delete(signed.index);
    });
    for (const { candidate, counterpart: signed } of left) {
      if (signed !== undefined && this.#leaves.delete(signed.index)) changed.push({ candidate, signed });
      else inserted.push(candidate);
    }
    return { changed, reordered, inserted, removed: this.#removedRuns() };
  }

  #removedRuns(): RemovedRun[] {
    const runs: Run[] = [];
    for (const index of [...this.#leaves.keys()].sort((a, b) => a - b)) addToRuns(runs, index);
    const withHashes = runs.map((run) => ({ ...run, hashes: this.#hashesOf(run) }));
    const overflow = this.#overflow.map((run) => ({ ...run, hashes: [] }));
    return [...withHashes, ...overflow].toSorted((a, b) => a.first - b.first);
  }

  #hashesOf({ first, last }: Run): Hash[] {
    return Array.from(
      { length: last - first + 1 },
      (_, i) => (this.#leaves.get(first + i) as SignedLeaf).hash,
    );
  }

  /** Finds the leaf that an event was signed as, wherever that is. */
  #finder(): (candidate: Candidate) => SignedLeaf | undefined {
    const byHash = new Map([...this.#leaves.values()].map((leaf) => [keyOf(leaf.hash), leaf]));
    const mayMove = this.#gapFree && this.#events.length * this.#leaves.size <= triesMax;
    return (candidate) => {
      const exact = candidate.hash === undefined ? undefined : byHash.get(keyOf(candidate.hash));
      if (exact !== undefined) return this.#leaves.has(exact.index) ? exact : undefined;
      if (!mayMove) return undefined;
      return [...this.#leaves.values()].find((leaf) => isSignedElsewhere(candidate, leaf));
    };
  }
}

const addToRuns = (runs: Run[], index: number): void => {
  const run = runs.at(-1);
  if (run?.last === index - 1) runs[runs.length - 1] = { first: run.first, last: index };
  else runs.push({ first: index, last: index });
};

const keyOf = (hash: Uint8Array): string => Buffer.from(hash).toString('latin1');

const storedAs =
  ({ event }: Candidate) =>
  ({ hash }: SignedLeaf): boolean =>
    event.leafHash !== undefined && sameBytes(event.leafHash, hash);

const standsAt =
  ({ event }: Candidate) =>
  ({ index }: SignedLeaf): boolean =>
    event.position === index + 1;
