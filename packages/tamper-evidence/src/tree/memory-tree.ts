import { hashSize, type Hash } from './hash.ts';
import { rootAt, type HashReader, type NodeId } from './nodes.ts';
import { RightEdge } from './right-edge.ts';

/** Hashes in a row, in one buffer that doubles. */
class HashList {
  #bytes = Buffer.alloc(4 * hashSize);
  #length = 0;

  push(hash: Hash): void {
    const at = this.#length * hashSize;
    if (at === this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes], 2 * this.#bytes.length);
    this.#bytes.set(hash, at);
    this.#length++;
  }

  at(index: number): Hash | undefined {
    if (index >= this.#length) return undefined;
    return this.#bytes.subarray(index * hashSize, (index + 1) * hashSize);
  }
}

/** A tree in memory that keeps every complete subtree's hash, about 64 bytes a leaf, and so proves anything about each of its sizes. */
export class MemoryTree implements HashReader {
  readonly #levels: HashList[] = [];
  readonly #edge = new RightEdge((level, hash) => (this.#levels[level] ??= new HashList()).push(hash));

  constructor(leaves: Iterable<Hash> = []) {
    for (const leaf of leaves) this.append(leaf);
  }

  get size(): number {
    return this.#edge.size;
  }

  append(leaf: Hash): void {
    this.#edge.append(leaf);
  }

  /** The root at the present size, or at an earlier one. */
  async root(size = this.size): Promise<Hash> {
    return size === this.size ? this.#edge.root() : rootAt(size, this);
  }

  /** @throws RangeError for a subtree that is not complete. */
  read(nodes: readonly NodeId[]): Promise<readonly Hash[]> {
    return Promise.resolve(nodes.map((node) => this.#at(node)));
  }

  #at({ level, index }: NodeId): Hash {
    const hash = this.#levels[level]?.at(index);
    if (hash === undefined) {
      throw new RangeError(
        `a tree of ${this.size} leaves has no complete subtree ${index} of level ${level}`,
      );
    }
    return hash;
  }
}
