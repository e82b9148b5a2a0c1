import { hash } from 'node:crypto';

/** Bytes in a SHA-256 hash. */
export const hashSize = 32;

/** A SHA-256 hash: 32 bytes. */
export type Hash = Uint8Array;

const nodeScratch = Buffer.alloc(1 + 2 * hashSize);
nodeScratch[0] = 0x01;

/**
 * Writes the SHA-256 of `data` into `out` at `offset`.
 * The one-shot `hash` to a one-byte string and a copy take a quarter of the time of `createHash` on inputs this small.
 */
export const sha256Into = (data: Uint8Array, out: Buffer, offset: number): void => {
  out.write(hash('sha256', data, 'binary'), offset, hashSize, 'latin1');
};

/** The SHA-256 of `data`. Pure. */
export const sha256 = (data: Uint8Array): Buffer => {
  const out = Buffer.allocUnsafe(hashSize);
  sha256Into(data, out, 0);
  return out;
};

/** The root of the empty tree: the SHA-256 of nothing (RFC 6962, section 2.1). */
export const emptyRoot: Hash = sha256(new Uint8Array(0));

/** Writes SHA-256(0x01 ‖ left ‖ right) into `out` at `outOffset`; `out` may be one of the inputs (RFC 6962, section 2.1). */
export const nodeHashInto = (
  left: Uint8Array,
  leftOffset: number,
  right: Uint8Array,
  rightOffset: number,
  out: Buffer,
  outOffset: number,
): void => {
  for (let i = 0; i < hashSize; i++) nodeScratch[1 + i] = left[leftOffset + i] as number;
  for (let i = 0; i < hashSize; i++) nodeScratch[1 + hashSize + i] = right[rightOffset + i] as number;
  sha256Into(nodeScratch, out, outOffset);
};

/** SHA-256(0x01 ‖ left ‖ right), the hash of an inner node (RFC 6962, section 2.1). Pure. */
export const nodeHash = (left: Hash, right: Hash): Buffer => {
  const out = Buffer.allocUnsafe(hashSize);
  nodeHashInto(left, 0, right, 0, out, 0);
  return out;
};

/** Whether two byte strings are equal. Pure; nothing compared here is secret. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
