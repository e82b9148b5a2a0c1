import { emptyRoot, hashSize, nodeHashInto, type Hash } from './hash.ts';

const levelsMax = 64;

/** Told of each complete subtree as it is completed: its level (2^level leaves), and its hash, which is only lent for the call. */
export type CompleteListener = (level: number, hash: Buffer) => void;

/**
 * An RFC 6962 tree that grows leaf by leaf and keeps only its right edge: one hash for each complete subtree, as the bits of its size.
 * An append costs one inner hash on average, a root at most one for each bit of the size.
 */
export class RightEdge {
  readonly #stack = Buffer.alloc(levelsMax * hashSize);
  readonly #carry = Buffer.alloc(hashSize);
  readonly #onComplete: CompleteListener | undefined;
  #size = 0;

  constructor(onComplete?: CompleteListener) {
    this.#onComplete = onComplete;
  }

  /** Leaves so far. */
  get size(): number {
    return this.#size;
  }

  /** Takes over the edge of a tree of `size` leaves: the hashes of its complete subtrees, the largest first. */
  restore(size: number, hashes: readonly Hash[]): void {
    const levels = edgeLevels(size);
    if (hashes.length !== levels.length) {
      throw new RangeError(
        `the edge of a tree of ${size} leaves is ${levels.length} hashes, not ${hashes.length}`,
      );
    }
    levels.forEach((level, i) => this.#stack.set(hashes[i] as Hash, level * hashSize));
    this.#size = size;
  }

  /** Adds one leaf hash at the end. */
  append(leaf: Hash): void {
    this.#carry.set(leaf);
    this.#onComplete?.(0, this.#carry);
    let level = 0;
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2) {
      nodeHashInto(this.#stack, level * hashSize, this.#carry, 0, this.#carry, 0);
      level++;
      this.#onComplete?.(level, this.#carry);
    }
    this.#stack.set(this.#carry, level * hashSize);
    this.#size++;
  }

  /** The root of the leaves so far; of none, the SHA-256 of nothing. */
  root(): Buffer {
    const levels = edgeLevels(this.#size);
    const lowest = levels.pop();
    if (lowest === undefined) return Buffer.from(emptyRoot);
    const root = Buffer.from(this.#stack.subarray(lowest * hashSize, (lowest + 1) * hashSize));
    for (const level of levels.reverse()) nodeHashInto(this.#stack, level * hashSize, root, 0, root, 0);
    return root;
  }
}

/** The levels of the complete subtrees that make up a tree of `size` leaves, the largest first. Pure. */
export const edgeLevels = (size: number): number[] => {
  const levels: number[] = [];
  for (let level = 0, rest = size; rest > 0; level++, rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) levels.unshift(level);
  }
  return levels;
};

/** The root of a list of leaf hashes (RFC 6962, section 2.1). Pure. */
export const rootOf = (leaves: Iterable<Hash>): Buffer => {
  const edge = new RightEdge();
  for (const leaf of leaves) edge.append(leaf);
  return edge.root();
};
