import { emptyRoot, hashSize, nodeHash, sameBytes, type Hash } from './hash.ts';

/** What an inclusion proof is checked against. */
export interface InclusionClaim {
  /** Place of the leaf, from 0. */
  readonly index: number;
  readonly size: number;
  readonly leafHash: Hash;
  readonly root: Hash;
}

/** What a consistency proof is checked against. */
export interface ConsistencyClaim {
  readonly oldSize: number;
  readonly oldRoot: Hash;
  readonly size: number;
  readonly root: Hash;
}

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;
const areHashes = (...hashes: readonly Hash[]): boolean => hashes.every((hash) => hash.length === hashSize);
const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;

/**
 * Climbs from a node to the root: at each hash of the proof tells whether it is a left sibling.
 * `climb` is at the root when `last` is 0. (RFC 9162, sections 2.1.3.2 and 2.1.4.2, its `fn` and `sn`.)
 */
class Climb {
  #node: number;
  #last: number;

  constructor(node: number, last: number) {
    this.#node = node;
    this.#last = last;
  }

  get atRoot(): boolean {
    return this.#last === 0;
  }

  /** Leaves out the levels on which the node is a right child. */
  skipRightChildren(): void {
    while (isOdd(this.#node)) this.#up();
  }

  /** Goes up one hash of the proof; true when that hash stands on the left. */
  stepHasLeftSibling(): boolean {
    const left = isOdd(this.#node) || this.#node === this.#last;
    // The last node of a level has no sibling until it is a right child: those levels need no hash.
    if (left) while (!isOdd(this.#node) && this.#node !== 0) this.#up();
    this.#up();
    return left;
  }

  #up(): void {
    this.#node = half(this.#node);
    this.#last = half(this.#last);
  }
}

/** Whether `proof` proves that the leaf stands at `index` under `root` (RFC 9162, section 2.1.3.2). Pure, never throws. */
export const inclusionHolds = (
  { index, size, leafHash, root }: InclusionClaim,
  proof: readonly Hash[],
): boolean => {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  if (!areHashes(leafHash, ...proof)) return false;
  const climb = new Climb(index, size - 1);
  let hash = leafHash;
  for (const sibling of proof) {
    if (climb.atRoot) return false;
    hash = climb.stepHasLeftSibling() ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
  }
  return climb.atRoot && sameBytes(hash, root);
};

const isPowerOfTwo = (n: number): boolean => Number.isInteger(Math.log2(n)) && 2 ** Math.log2(n) === n;

/** Whether `proof` proves that the old tree is how the new one begins (RFC 9162, section 2.1.4.2). Pure, never throws. */
export const consistencyHolds = (claim: ConsistencyClaim, proof: readonly Hash[]): boolean => {
  const { oldSize, oldRoot, size, root } = claim;
  if (!isCount(oldSize) || !isCount(size) || oldSize > size) return false;
  if (!areHashes(oldRoot, ...proof)) return false;
  if (oldSize === size) return proof.length === 0 && sameBytes(oldRoot, root);
  if (oldSize === 0) return proof.length === 0 && sameBytes(oldRoot, emptyRoot);
  const [first, ...rest] = isPowerOfTwo(oldSize) ? [oldRoot, ...proof] : proof;
  if (first === undefined || rest.length === 0) return false;
  const climb = new Climb(oldSize - 1, size - 1);
  climb.skipRightChildren();
  let [oldHash, newHash] = [first, first];
  for (const sibling of rest) {
    if (climb.atRoot) return false;
    if (climb.stepHasLeftSibling()) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
    } else {
      newHash = nodeHash(newHash, sibling);
    }
  }
  return climb.atRoot && sameBytes(oldHash, oldRoot) && sameBytes(newHash, root);
};
