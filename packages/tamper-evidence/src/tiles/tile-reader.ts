import { TileMissingError, TileSizeError } from '../errors.ts';
import type { LogReader } from '../store/log-store.ts';
import { hashSize, type Hash } from '../tree/hash.ts';
import type { HashReader, NodeId } from '../tree/nodes.ts';
import { rootOf } from '../tree/right-edge.ts';
import { tileHeight, tilePath, tileWidth, tileWidthAt } from './tile-path.ts';

/** The tile in which a node's hash stands or can be computed, and which of its hashes make it up. */
interface Place {
  readonly level: number;
  readonly index: number;
  readonly first: number;
  readonly count: number;
}

const placeOf = ({ level, index }: NodeId): Place => {
  const count = 2 ** (level % tileHeight);
  const first = index * count;
  return {
    level: Math.floor(level / tileHeight),
    index: Math.floor(first / tileWidth),
    first: first % tileWidth,
    count,
  };
};

const hashAt = (tile: Uint8Array, i: number): Hash => tile.subarray(i * hashSize, (i + 1) * hashSize);

/** Reads the hashes of a tree of one size from its tiles. */
export class TileReader implements HashReader {
  readonly #files: LogReader;
  readonly #size: number;

  constructor(files: LogReader, size: number) {
    this.#files = files;
    this.#size = size;
  }

  /** @throws TileMissingError, TileSizeError for a tile that is gone or cut; RangeError for a hash the tree does not have. */
  async read(nodes: readonly NodeId[]): Promise<readonly Hash[]> {
    const places = nodes.map(placeOf);
    const tiles = new Map<string, Uint8Array>();
    for (const { level, index } of places) {
      const key = `${level}/${index}`;
      if (!tiles.has(key)) tiles.set(key, await this.tile(level, index));
    }
    return places.map((place, i) =>
      this.#fold(place, tiles.get(`${place.level}/${place.index}`) as Uint8Array, nodes[i] as NodeId),
    );
  }

  /** The hashes of a tile as wide as it is in this tree, from the partial tile or from the full one that took its place. */
  async tile(level: number, index: number): Promise<Uint8Array> {
    const width = tileWidthAt(level, index, this.#size);
    const path = tilePath({ level, index, width });
    const bytes =
      (await this.#files.read(path)) ??
      (await this.#files.read(tilePath({ level, index, width: tileWidth })));
    if (bytes === undefined) throw new TileMissingError(path);
    if (bytes.length !== width * hashSize && bytes.length !== tileWidth * hashSize) {
      throw new TileSizeError(path, bytes.length, width * hashSize);
    }
    return bytes.subarray(0, width * hashSize);
  }

  #fold({ first, count }: Place, tile: Uint8Array, node: NodeId): Hash {
    if ((first + count) * hashSize > tile.length) {
      throw new RangeError(
        `a tree of ${this.#size} leaves has no complete subtree ${node.index} of level ${node.level}`,
      );
    }
    if (count === 1) return hashAt(tile, first);
    return rootOf(Array.from({ length: count }, (_, i) => hashAt(tile, first + i)));
  }
}

/** The leaf hashes of a tree in order, a batch a tile, from index `from` on. @throws TileMissingError, TileSizeError */
export async function* tileLeafHashes(
  files: LogReader,
  size: number,
  from = 0,
): AsyncIterable<readonly Hash[]> {
  const reader = new TileReader(files, size);
  for (let index = Math.floor(from / tileWidth); index * tileWidth < size; index++) {
    const tile = await reader.tile(0, index);
    const skip = Math.max(0, from - index * tileWidth);
    yield Array.from({ length: tile.length / hashSize - skip }, (_, i) => hashAt(tile, skip + i));
  }
}
