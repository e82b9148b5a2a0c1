import { EvidenceError } from '../errors.ts';
import { leafHash, leafRecordOf, type Leaf, type RawEvent } from '../leaf/leaf.ts';
import { decodeLeaf } from '../leaf/leaf-reader.ts';
import { sameBytes } from '../tree/hash.ts';
import type { SignedLeaf } from './candidate.ts';

/** Reads the leaf record at an index, from entry bundles for instance, or `undefined`. */
export type RecordAt = (index: number) => Promise<Uint8Array | undefined>;

/** Names an event: its position, stream and revision. Pure. */
export const nameOf = ({
  position,
  stream,
  revision,
}: Pick<RawEvent, 'position' | 'stream' | 'revision'>): string =>
  `position ${position} (stream ${stream}, revision ${revision})`;

/** The leaf that was signed at an index, if a record can be had whose hash is the signed one. */
export const signedLeafAt = async (
  { index, hash }: SignedLeaf,
  recordAt: RecordAt | undefined,
): Promise<Leaf | undefined> => {
  try {
    const record = await recordAt?.(index);
    return record === undefined || !sameBytes(leafHash(record), hash) ? undefined : decodeLeaf(record);
  } catch (error) {
    // A record only names what the hash already proved: a damaged one names nothing.
    if (error instanceof EvidenceError) return undefined;
    throw error;
  }
};

const hashFields = { dataHash: 'data', metadataHash: 'metadata' } as const;
const plainFields = ['position', 'stream', 'revision', 'type', 'id', 'recordedAt'] as const;

/** In which fields an event is not what was signed, in words. Pure. */
export const differencesOf = (event: RawEvent, signed: Leaf): string[] => {
  const actual = decodeLeaf(leafRecordOf(event));
  const plain = plainFields
    .filter((field) => actual[field] !== signed[field])
    .map((field) => `${field} was ${JSON.stringify(signed[field])}`);
  const hashed = (Object.keys(hashFields) as (keyof typeof hashFields)[])
    .filter((field) => !sameBytes(actual[field], signed[field]))
    .map((field) => `${hashFields[field]} differ`);
  return [...plain, ...hashed];
};
