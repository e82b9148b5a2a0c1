import { createHash } from 'node:crypto';
import type { Hash } from '../../src/index.ts';

/** RFC 6962, section 2.1, word for word and without a thought for speed: what the real tree is held against. */
export const naiveLeaf = (data: Uint8Array): Hash =>
  createHash('sha256').update(Uint8Array.of(0)).update(data).digest();

const node = (left: Hash, right: Hash): Hash =>
  createHash('sha256').update(Uint8Array.of(1)).update(left).update(right).digest();

const split = (n: number): number => 2 ** (Math.ceil(Math.log2(n)) - 1);

/** MTH(D[n]). */
export const naiveRoot = (leaves: readonly Hash[]): Hash => {
  if (leaves.length === 0) return createHash('sha256').digest();
  if (leaves.length === 1) return leaves[0] as Hash;
  const k = split(leaves.length);
  return node(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
};

/** PATH(m, D[n]). */
export const naivePath = (m: number, leaves: readonly Hash[]): Hash[] => {
  if (leaves.length === 1) return [];
  const k = split(leaves.length);
  return m < k
    ? [...naivePath(m, leaves.slice(0, k)), naiveRoot(leaves.slice(k))]
    : [...naivePath(m - k, leaves.slice(k)), naiveRoot(leaves.slice(0, k))];
};

const subproof = (m: number, leaves: readonly Hash[], whole: boolean): Hash[] => {
  if (m === leaves.length) return whole ? [] : [naiveRoot(leaves)];
  const k = split(leaves.length);
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), naiveRoot(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), naiveRoot(leaves.slice(0, k))];
};

/** PROOF(m, D[n]), 0 < m < n. */
export const naiveConsistency = (m: number, leaves: readonly Hash[]): Hash[] => subproof(m, leaves, true);
