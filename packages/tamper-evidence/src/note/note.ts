import { NoteFormatError, NoteSignatureError, NoteUnverifiedError } from '../errors.ts';
import { fromBase64, toBase64 } from './base64.ts';
import { hasControl, isKeyName, type Signer, type Verifier } from './key.ts';

/** Which key signed a note. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
}

/** A note whose signature was checked. */
export interface OpenedNote {
  /** The signed text; it ends in a newline. */
  readonly text: string;
  /** The known keys that signed it, at least one. */
  readonly signedBy: readonly NoteSignature[];
  /** Signatures by keys we do not know: ignored, as a witness's or a rotated key's. */
  readonly unknown: readonly NoteSignature[];
}

const linesMax = 100;
const dash = '— ';
const keyIdBytes = 4;

const checkText = (text: string): void => {
  if (!text.isWellFormed()) throw new NoteFormatError('it is not well-formed Unicode');
  if (hasControl(text, false)) throw new NoteFormatError('it holds a control character');
};

const signatureLine = (text: string, signer: Signer): string => {
  const keyId = Buffer.alloc(keyIdBytes);
  keyId.writeUInt32BE(signer.keyId);
  const signature = signer.sign(Buffer.from(text));
  return `${dash}${signer.name} ${toBase64(Buffer.concat([keyId, signature]))}\n`;
};

/**
 * Signs `text`, which ends in a newline: the text, a blank line, and one line a signer (c2sp.org/signed-note).
 * @throws NoteFormatError for a text no note can hold.
 */
export const signNote = (text: string, signers: readonly Signer[]): string => {
  checkText(text);
  if (!text.endsWith('\n')) throw new NoteFormatError('its text does not end in a newline');
  return `${text}\n${signers.map((signer) => signatureLine(text, signer)).join('')}`;
};

interface ParsedSignature extends NoteSignature {
  readonly signature: Uint8Array;
}

const parseLine = (line: string): ParsedSignature => {
  const [name = '', base64 = '', ...more] = line.slice(dash.length).split(' ');
  const bytes = fromBase64(base64);
  const wellFormed = line.startsWith(dash) && isKeyName(name) && more.length === 0;
  if (!wellFormed || bytes === undefined || bytes.length <= keyIdBytes) {
    throw new NoteFormatError(`${JSON.stringify(line)} is not a signature line`);
  }
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(keyIdBytes) };
};

const splitNote = (note: string): { text: string; lines: string[] } => {
  checkText(note);
  const blank = note.lastIndexOf('\n\n');
  if (blank < 0) throw new NoteFormatError('no blank line stands before its signatures');
  if (!note.endsWith('\n') || note.length === blank + 2)
    throw new NoteFormatError('it ends without a signature');
  const lines = note.slice(blank + 2, -1).split('\n');
  if (lines.length > linesMax)
    throw new NoteFormatError(`${lines.length} signatures, and at most ${linesMax} are read`);
  return { text: note.slice(0, blank + 1), lines };
};

/**
 * Opens a note: its text, if a known key signed it (c2sp.org/signed-note). Pure.
 * @throws NoteFormatError when it is no note; NoteSignatureError when a known key's signature is false;
 * NoteUnverifiedError when no known key signed it.
 */
export const openNote = (note: string, verifiers: readonly Verifier[]): OpenedNote => {
  const { text, lines } = splitNote(note);
  const message = Buffer.from(text);
  const signedBy: NoteSignature[] = [];
  const unknown: NoteSignature[] = [];
  for (const { name, keyId, signature } of lines.map(parseLine)) {
    const verifier = verifiers.find((known) => known.name === name && known.keyId === keyId);
    if (verifier === undefined) unknown.push({ name, keyId });
    else if (verifier.verifies(message, signature)) signedBy.push({ name, keyId });
    else throw new NoteSignatureError(name, keyId);
  }
  if (signedBy.length === 0) throw new NoteUnverifiedError(unknown);
  return { text, signedBy, unknown };
};

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The bytes of a note as text. Pure. @throws NoteFormatError when they are not UTF-8. */
export const decodeNote = (bytes: Uint8Array): string => {
  try {
    return strictUtf8.decode(bytes);
  } catch (cause) {
    throw new NoteFormatError('it is not UTF-8', { cause });
  }
};
