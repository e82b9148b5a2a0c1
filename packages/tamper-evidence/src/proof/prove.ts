import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint.ts';
import {
  EvidenceError,
  LeafNotInTreeError,
  LogDamagedError,
  NotSignedError,
  ProofRefusedError,
} from '../errors.ts';
import { leafHash, leafRecordOf, type Leaf, type RawEvent } from '../leaf/leaf.ts';
import { decodeLeaf } from '../leaf/leaf-reader.ts';
import { createVerifier } from '../note/key.ts';
import { decodeNote } from '../note/note.ts';
import { checkpointPath, type LogReader } from '../store/log-store.ts';
import { TileReader } from '../tiles/tile-reader.ts';
import { inclusionHolds } from '../tree/check.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';
import { proveInclusion } from '../tree/prove.ts';
import { differencesOf } from '../verify/describe.ts';
import { formatProof, parseProof } from './proof-text.ts';

/** What a proof is made from. */
export interface ProveOptions {
  /** The log: its checkpoint and tiles. */
  readonly log: LogReader;
  /** The log's keys. */
  readonly verifierKeys: readonly string[];
  /** Place of the leaf in the tree, from 0: in a ledger without gaps, the event's position less one. */
  readonly index: number;
  /** The event's leaf record (`leafRecordOf`). It goes into the proof, which then says what it proves. */
  readonly record: Uint8Array;
}

/** The latest signed checkpoint of a log, as text and opened, or `undefined` when nothing was signed yet. */
export const latestCheckpoint = async (
  log: LogReader,
  verifierKeys: readonly string[],
): Promise<{ readonly note: string; readonly checkpoint: OpenedCheckpoint } | undefined> => {
  const bytes = await log.read(checkpointPath);
  if (bytes === undefined) return undefined;
  const note = decodeNote(bytes);
  return { note, checkpoint: openCheckpoint(note, verifierKeys.map(createVerifier)) };
};

/**
 * Proves that an event is in the log, as the text of a `.tlog-proof` file (c2sp.org/tlog-proof) that anyone can check without the ledger.
 * A proof is checked before it is handed out. It stays valid when the event's data are sealed or destroyed later.
 * @throws NotSignedError when no checkpoint covers the event yet; LeafNotInTreeError when the event is not what was signed there;
 * LogDamagedError, TileMissingError, TileSizeError when the tiles are at fault; the errors of `openCheckpoint`.
 */
export const prove = async ({ log, verifierKeys, index, record }: ProveOptions): Promise<string> => {
  const latest = await latestCheckpoint(log, verifierKeys);
  const size = latest?.checkpoint.size ?? 0;
  if (latest === undefined || index >= size) throw new NotSignedError(index, size);
  const reader = new TileReader(log, size);
  const hashes = await proveInclusion(index, size, reader);
  const leaf = leafHash(record);
  if (!inclusionHolds({ index, size, leafHash: leaf, root: latest.checkpoint.root }, hashes)) {
    const [signed] = await reader.read([{ level: 0, index }]);
    throw sameBytes(signed as Hash, leaf) ? new LogDamagedError(size) : new LeafNotInTreeError(index);
  }
  return formatProof({ extra: record, index, hashes, checkpoint: latest.note });
};

/** What a proof is checked against. */
export interface CheckProofOptions {
  /** The keys that are trusted, as text. They must come from somewhere else than the proof. */
  readonly verifierKeys: readonly string[];
  /** The event the proof should be of. Without it, the proof's own record says what it proves. */
  readonly event?: RawEvent | undefined;
  /** Instead of the event, its leaf record. */
  readonly record?: Uint8Array | undefined;
}

/** What a proof proves. */
export interface CheckedProof {
  /** The event's place and the hashes of its stored bytes. */
  readonly leaf: Leaf;
  readonly index: number;
  readonly checkpoint: OpenedCheckpoint;
}

/**
 * Checks a `.tlog-proof` offline, from its text and the trusted keys alone, and says what it proves. Pure.
 * @throws ProofRefusedError saying why, with the cause; KeyFormatError for a verifier key that is none.
 */
export const checkProof = (text: string, options: CheckProofOptions): CheckedProof => {
  const verifiers = options.verifierKeys.map(createVerifier);
  try {
    const proof = parseProof(text);
    const checkpoint = openCheckpoint(proof.checkpoint, verifiers);
    const record =
      options.event === undefined ? (options.record ?? proof.extra) : leafRecordOf(options.event);
    if (record === undefined) throw new ProofRefusedError('it carries no leaf record, and none was given');
    const { index, hashes } = proof;
    if (!inclusionHolds({ index, ...checkpoint, leafHash: leafHash(record) }, hashes)) {
      throw new ProofRefusedError(whyNot(proof.extra, options.event, index, checkpoint));
    }
    return { leaf: decodeLeaf(record), index, checkpoint };
  } catch (error) {
    if (error instanceof ProofRefusedError || !(error instanceof EvidenceError)) throw error;
    throw new ProofRefusedError(error.message, { cause: error });
  }
};

const whyNot = (
  extra: Uint8Array | undefined,
  event: RawEvent | undefined,
  index: number,
  { size }: OpenedCheckpoint,
): string => {
  const general = `its hashes do not lead from the leaf at index ${index} to the signed root of ${size} events`;
  if (extra === undefined || event === undefined) return general;
  const differences = differencesOf(event, decodeLeaf(extra));
  return differences.length === 0
    ? general
    : `the event is not the one it was made for: ${differences.join(', ')}`;
};
