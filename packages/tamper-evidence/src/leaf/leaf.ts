import { LeafFieldError } from '../errors.ts';
import { hashSize, sha256, sha256Into, type Hash } from '../tree/hash.ts';

/** An event as its store holds it: the exact stored bytes, never a re-serialisation. */
export interface RawEvent {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** The event's id, where the store yields it: then the leaf covers it too. */
  readonly id?: string | undefined;
  readonly recordedAt: string;
  readonly dataBytes: Uint8Array;
  readonly metadataBytes: Uint8Array;
  /** The SHA-256 of data that was since destroyed. It stands in for `dataBytes`, which are then empty. */
  readonly erasedDataHash?: Hash | undefined;
  /** The leaf hash stored beside the event when it was appended. */
  readonly leafHash?: Hash | undefined;
}

/** What a leaf record says: where an event stands, and the hashes of its stored bytes. */
export interface Leaf {
  readonly position: number;
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  /** Empty when the store gave none. */
  readonly id: string;
  readonly recordedAt: string;
  readonly dataHash: Hash;
  readonly metadataHash: Hash;
}

/** The version this package writes, the first byte of each record. */
export const leafFormatVersion = 1;

/** A record must fit an entry bundle of tlog-tiles, which gives its length in 16 bits. */
export const leafBytesMax = 0xffff;

const fixedBytes = 1 + 8 + 8 + 4 * 2 + 2 * hashSize;
const highUnit = 2 ** 32;
// The 0x00 of RFC 6962 stands before the record. UTF-8 takes at most three bytes a UTF-16 unit.
const scratch = Buffer.alloc(1 + fixedBytes + 3 * leafBytesMax);

/** What stands in the record before the two hashes. */
type LeafHead = Pick<RawEvent, 'position' | 'stream' | 'revision' | 'type' | 'id' | 'recordedAt'>;

const writeCount = (head: LeafHead, field: 'position' | 'revision', at: number): number => {
  const value = head[field];
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new LeafFieldError(field, `${value} is not a safe integer from 0`, head.position);
  }
  scratch.writeUInt32BE(Math.floor(value / highUnit), at);
  scratch.writeUInt32BE(value % highUnit, at + 4);
  return at + 8;
};

const writeText = (head: LeafHead, field: 'stream' | 'type' | 'id' | 'recordedAt', at: number): number => {
  const value = field === 'id' ? (head.id ?? '') : head[field];
  if (typeof value !== 'string' || !value.isWellFormed())
    throw new LeafFieldError(field, 'is not well-formed Unicode', head.position);
  const length = scratch.write(value, at + 2, 'utf8');
  scratch.writeUInt16BE(Math.min(length, leafBytesMax), at);
  return at + 2 + length;
};

// A damaged store may yield anything where a text should be; `writeText` says so.
const unitsOf = (text: unknown): number => (typeof text === 'string' ? text.length : 0);

/** Writes the head behind the 0x00 and returns where the hashes begin. */
const writeHead = (head: LeafHead): number => {
  const units = unitsOf(head.stream) + unitsOf(head.type) + unitsOf(head.id) + unitsOf(head.recordedAt);
  if (units > leafBytesMax) throw tooLong(head, units);
  scratch[1] = leafFormatVersion;
  let at = writeCount(head, 'position', 2);
  at = writeText(head, 'stream', at);
  at = writeCount(head, 'revision', at);
  at = writeText(head, 'type', at);
  at = writeText(head, 'id', at);
  at = writeText(head, 'recordedAt', at);
  if (at - 1 + 2 * hashSize > leafBytesMax) throw tooLong(head, at - 1 + 2 * hashSize);
  return at;
};

const tooLong = (head: LeafHead, bytes: number): LeafFieldError =>
  new LeafFieldError('the record', `takes ${bytes} bytes, and at most ${leafBytesMax} fit`, head.position);

const checkedBytes = (bytes: Uint8Array, field: string, position: number): Uint8Array => {
  if (!(bytes instanceof Uint8Array)) throw new LeafFieldError(field, 'are no bytes', position);
  return bytes;
};

const checkedHash = (hashOf: Hash, field: string, position: number): Hash => {
  if (hashOf.length !== hashSize) {
    throw new LeafFieldError(field, `has ${hashOf.length} bytes, not ${hashSize}`, position);
  }
  return hashOf;
};

const writeLeaf = (leaf: Leaf): number => {
  const at = writeHead(leaf);
  scratch.set(checkedHash(leaf.dataHash, 'dataHash', leaf.position), at);
  scratch.set(checkedHash(leaf.metadataHash, 'metadataHash', leaf.position), at + hashSize);
  return at + 2 * hashSize;
};

const writeRawEvent = (event: RawEvent): number => {
  const at = writeHead(event);
  if (event.erasedDataHash === undefined)
    sha256Into(checkedBytes(event.dataBytes, 'dataBytes', event.position), scratch, at);
  else scratch.set(checkedHash(event.erasedDataHash, 'erasedDataHash', event.position), at);
  sha256Into(checkedBytes(event.metadataBytes, 'metadataBytes', event.position), scratch, at + hashSize);
  return at + 2 * hashSize;
};

const hashOfScratch = (end: number): Buffer => {
  const out = Buffer.allocUnsafe(hashSize);
  sha256Into(scratch.subarray(0, end), out, 0);
  return out;
};

/**
 * The record of a leaf as bytes; the README gives it byte for byte. Pure and injective: two different leaves never share a record.
 * @throws LeafFieldError for a field the record cannot carry.
 */
export const encodeLeaf = (leaf: Leaf): Buffer => Buffer.from(scratch.subarray(1, writeLeaf(leaf)));

/** The leaf record of a stored event. Pure. @throws LeafFieldError */
export const leafRecordOf = (event: RawEvent): Buffer =>
  Buffer.from(scratch.subarray(1, writeRawEvent(event)));

const leafPrefix = Uint8Array.of(0x00);

/** SHA-256(0x00 ‖ record): the hash under which a record stands in the tree (RFC 6962, section 2.1). Pure. */
export const leafHash = (record: Uint8Array): Buffer => sha256(Buffer.concat([leafPrefix, record]));

/** The leaf hash of a stored event, in one step and about 2 µs. Pure. @throws LeafFieldError */
export const leafHashOf = (event: RawEvent): Buffer => hashOfScratch(writeRawEvent(event));
