import { StoredHashError } from '../errors.ts';
import { leafHashOf, type RawEvent } from '../leaf/leaf.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';
import { nameOf } from '../verify/describe.ts';
import type { Feed } from '../verify/lookahead.ts';

/** Gives a ledger's leaf hashes in their order. */
export interface LeafSource {
  /** The leaf hashes at tree indexes `from` to `to` (exclusive), in batches; fewer when the ledger ends before. */
  leafHashes(from: number, to: number): AsyncIterable<readonly Hash[]>;
}

/** Reads raw events behind a position (exclusive), in order. */
export type ReadRawEvents = (after: number) => Feed<RawEvent>;

const markEvery = 1000;

/**
 * A source that computes leaf hashes from raw events, about 2 µs each. An event that contradicts the leaf hash stored beside it is never
 * passed on: a false leaf, once signed, could not be taken back.
 * In a ledger without gaps an index is a position less one; in one with gaps events are counted, and the places passed are remembered.
 */
export const leafSourceOf = (read: ReadRawEvents, gapFree: boolean): LeafSource => {
  // Before the event of index i · markEvery stood the event at this position.
  const marks = [0];
  const startOf = (from: number): { readonly index: number; readonly after: number } => {
    if (gapFree) return { index: from, after: from };
    const mark = Math.min(Math.floor(from / markEvery), marks.length - 1);
    return { index: mark * markEvery, after: marks[mark] as number };
  };
  async function* leafHashes(from: number, to: number): AsyncGenerator<readonly Hash[]> {
    const start = startOf(from);
    let index = start.index;
    for await (const item of read(start.after)) {
      const hashes: Hash[] = [];
      for (const event of Array.isArray(item) ? (item as readonly RawEvent[]) : [item as RawEvent]) {
        if (index === to) break;
        if (index >= from) hashes.push(checkedLeafHash(event));
        index++;
        if (index === marks.length * markEvery) marks.push(event.position);
      }
      if (hashes.length > 0) yield hashes;
      if (index === to) return;
    }
  }
  return { leafHashes };
};

/** @throws StoredHashError, LeafFieldError */
const checkedLeafHash = (event: RawEvent): Hash => {
  const hash = leafHashOf(event);
  if (event.leafHash !== undefined && !sameBytes(event.leafHash, hash))
    throw new StoredHashError(nameOf(event));
  return hash;
};
