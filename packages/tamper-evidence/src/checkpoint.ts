import { CheckpointFormatError, OriginError } from './errors.ts';
import { fromBase64, toBase64 } from './note/base64.ts';
import type { Signer, Verifier } from './note/key.ts';
import { openNote, signNote, type OpenedNote } from './note/note.ts';
import { hashSize, type Hash } from './tree/hash.ts';

/** What a log signs: the root of its tree at one size. */
export interface Checkpoint {
  /** Which log it is: a URL without its scheme, as `example.com/desk`. */
  readonly origin: string;
  /** Leaves in the tree. */
  readonly size: number;
  readonly root: Hash;
  /** Opaque further lines, not recommended: this package writes none and keeps those it reads. */
  readonly extensions: readonly string[];
}

/** The text of a checkpoint, ready to be signed (c2sp.org/tlog-checkpoint). Pure. */
export const formatCheckpoint = ({ origin, size, root, extensions = [] }: NewCheckpoint): string =>
  [origin, size, toBase64(root), ...extensions].map((line) => `${line}\n`).join('');

/** A checkpoint to be written; extension lines may be left out. */
export type NewCheckpoint = Omit<Checkpoint, 'extensions'> & Partial<Pick<Checkpoint, 'extensions'>>;

/** Reads a decimal without leading zeroes that is a safe integer, or gives `undefined`. Pure. */
export const parseDecimal = (text: string): number | undefined => {
  const value = /^(0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? value : undefined;
};

/** Reads the text of a checkpoint. Pure. @throws CheckpointFormatError naming the line. */
export const parseCheckpoint = (text: string): Checkpoint => {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new CheckpointFormatError('its text does not end in a newline');
  if (lines.length < 3) throw new CheckpointFormatError(`it has ${lines.length} lines, not three or more`);
  if (lines.includes('')) throw new CheckpointFormatError(`line ${lines.indexOf('') + 1} is empty`);
  const [origin, sizeText, rootText, ...extensions] = lines as [string, string, string, ...string[]];
  const size = parseDecimal(sizeText);
  if (size === undefined)
    throw new CheckpointFormatError(`${JSON.stringify(sizeText)} on line 2 is not a tree size`);
  const root = fromBase64(rootText);
  if (root?.length !== hashSize) {
    throw new CheckpointFormatError(`${JSON.stringify(rootText)} on line 3 is not a root hash`);
  }
  return { origin, size, root, extensions };
};

/** Signs a checkpoint as a note. */
export const signCheckpoint = (checkpoint: NewCheckpoint, signers: readonly Signer[]): string => {
  const text = formatCheckpoint(checkpoint);
  parseCheckpoint(text);
  return signNote(text, signers);
};

/** A checkpoint whose signature was checked. */
export interface OpenedCheckpoint extends Checkpoint {
  readonly signedBy: OpenedNote['signedBy'];
}

/**
 * Opens a signed checkpoint. A log's key bears the log's name, so a key speaks for no other origin than its own. Pure.
 * @throws the errors of `openNote`; CheckpointFormatError; OriginError when the key that signed is another origin's.
 */
export const openCheckpoint = (note: string, verifiers: readonly Verifier[]): OpenedCheckpoint => {
  const { text, signedBy } = openNote(note, verifiers);
  const checkpoint = parseCheckpoint(text);
  if (!signedBy.some(({ name }) => name === checkpoint.origin)) {
    throw new OriginError(
      checkpoint.origin,
      signedBy.map(({ name }) => name),
    );
  }
  return { ...checkpoint, signedBy };
};
