import type { Hash } from './hash.ts';
import { readRanges, splitPoint, type HashReader, type LeafRange } from './nodes.ts';

const checkWithin = (what: string, value: number, low: number, high: number): void => {
  if (!Number.isSafeInteger(value) || value < low || value > high) {
    throw new RangeError(`${what} ${value} is not between ${low} and ${high}`);
  }
};

/** The ranges whose hashes prove that leaf `index` is in the tree of `size` leaves, from the leaf up (RFC 6962, section 2.1.1). Pure. */
export const inclusionRanges = (index: number, size: number): LeafRange[] => {
  checkWithin('leaf index', index, 0, size - 1);
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + splitPoint(end - start);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
};

/** The ranges whose hashes prove that the tree of `oldSize` leaves begins that of `size` (RFC 6962, section 2.1.2). Pure. */
export const consistencyRanges = (oldSize: number, size: number): LeafRange[] => {
  checkWithin('tree size', oldSize, 0, size);
  if (oldSize === 0 || oldSize === size) return [];
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (end !== oldSize) {
    const middle = start + splitPoint(end - start);
    if (oldSize <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  // Whoever checks knows the old root; the old tree's last subtree is news only when it is not that root.
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
};

/**
 * The hashes that prove that leaf `index` (from 0) is in the tree of `size` leaves, from the leaf's sibling to the root's child.
 * @throws RangeError when the tree has no such leaf.
 */
export const proveInclusion = async (index: number, size: number, reader: HashReader): Promise<Hash[]> =>
  readRanges(inclusionRanges(index, size), reader);

/**
 * The hashes that prove that the tree of `oldSize` leaves is how that of `size` begins; none when they are equal or the old one is empty.
 * @throws RangeError when the old tree is larger.
 */
export const proveConsistency = async (oldSize: number, size: number, reader: HashReader): Promise<Hash[]> =>
  readRanges(consistencyRanges(oldSize, size), reader);
