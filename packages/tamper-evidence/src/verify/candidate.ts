import { LeafFieldError } from '../errors.ts';
import { leafHashOf, type RawEvent } from '../leaf/leaf.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';

/** An event of the ledger under examination. */
export interface Candidate {
  readonly event: RawEvent;
  /** Its place among the events read, from 0. */
  readonly ordinal: number;
  /** Its leaf hash, or `undefined` when no leaf record can say what it says. */
  readonly hash: Hash | undefined;
  /** Why it has none. */
  readonly fault: string | undefined;
}

/** The hash that was signed at an index of the tree. */
export interface SignedLeaf {
  readonly index: number;
  readonly hash: Hash;
}

/** Computes an event's leaf hash; an event that has none is a finding, not a failure. */
export const candidateOf = (event: RawEvent, ordinal: number): Candidate => {
  try {
    return { event, ordinal, hash: leafHashOf(event), fault: undefined };
  } catch (error) {
    if (!(error instanceof LeafFieldError)) throw error;
    return { event, ordinal, hash: undefined, fault: error.message };
  }
};

/** Whether the event is, byte for byte and place for place, what was signed. Pure. */
export const isSigned = ({ hash }: Candidate, signed: Hash): boolean =>
  hash !== undefined && sameBytes(hash, signed);

/** Whether the event is what was signed at `index` but for its position, which gap-free positions give away: index + 1. Pure. */
export const isSignedElsewhere = ({ event, hash }: Candidate, { index, hash: signed }: SignedLeaf): boolean =>
  hash !== undefined &&
  event.position !== index + 1 &&
  sameBytes(leafHashOf({ ...event, position: index + 1 }), signed);

/** Whether the leaf hash stored beside the event, if any, is that of the event. Pure. */
export const storedHashHolds = ({ event, hash }: Candidate): boolean =>
  event.leafHash === undefined || (hash !== undefined && sameBytes(event.leafHash, hash));
