import { emptyRoot, nodeHash, type Hash } from './hash.ts';

/** A complete subtree: the 2^level leaves from `index` · 2^level on. */
export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** Gives the stored hashes of complete subtrees, in the order asked for: an in-memory tree or a set of tiles. */
export interface HashReader {
  read(nodes: readonly NodeId[]): Promise<readonly Hash[]>;
}

/** A run of leaves [start, end), aligned as RFC 6962 splits them. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** The largest power of two smaller than `leaves` (at least 2): where RFC 6962 splits a list. Pure. */
export const splitPoint = (leaves: number): number => {
  let point = 1;
  while (point * 2 < leaves) point *= 2;
  return point;
};

/** The complete subtrees that make up `range`, the largest first. Pure. `range.start` is a multiple of the largest. */
export const nodesOf = ({ start, end }: LeafRange): NodeId[] => {
  const nodes: NodeId[] = [];
  for (let at = start, left = end - start; left > 0;) {
    let level = 0;
    let width = 1;
    while (width * 2 <= left) {
      width *= 2;
      level++;
    }
    nodes.push({ level, index: at / width });
    at += width;
    left -= width;
  }
  return nodes;
};

/** The hash of a range from those of its complete subtrees, the largest first. Pure. */
const foldNodes = (hashes: readonly Hash[]): Hash =>
  hashes.length === 0 ? emptyRoot : hashes.reduceRight((right, left) => nodeHash(left, right));

/** The hashes of several ranges, all read in one go. */
export const readRanges = async (ranges: readonly LeafRange[], reader: HashReader): Promise<Hash[]> => {
  const nodes = ranges.map(nodesOf);
  const hashes = await reader.read(nodes.flat());
  let from = 0;
  return nodes.map((own) => foldNodes(hashes.slice(from, (from += own.length))));
};

/** The root of the first `size` leaves, from stored hashes. */
export const rootAt = async (size: number, reader: HashReader): Promise<Hash> =>
  (await readRanges([{ start: 0, end: size }], reader))[0] as Hash;
