/** What all errors of this package have in common. */
export class EvidenceError extends Error {}

/** A field of an event that no leaf record can carry. */
export class LeafFieldError extends EvidenceError {
  override readonly name = 'LeafFieldError';
  readonly field: string;
  constructor(field: string, problem: string, position: number) {
    super(`the leaf of the event at position ${position} cannot be written: ${field} ${problem}`);
    this.field = field;
  }
}

/** Bytes that are no leaf record. */
export class LeafFormatError extends EvidenceError {
  override readonly name = 'LeafFormatError';
  constructor(problem: string, offset: number, options?: ErrorOptions) {
    super(`not a leaf record: ${problem} at byte ${offset}`, options);
  }
}

/** A text that is no signer or verifier key. Its message never repeats the text. */
export class KeyFormatError extends EvidenceError {
  override readonly name = 'KeyFormatError';
  constructor(problem: string) {
    super(`not a key: ${problem}`);
  }
}

/** A text that is no signed note. */
export class NoteFormatError extends EvidenceError {
  override readonly name = 'NoteFormatError';
  constructor(problem: string, options?: ErrorOptions) {
    super(`not a signed note: ${problem}`, options);
  }
}

const hexId = (keyId: number): string => keyId.toString(16).padStart(8, '0');

/** A signature by a known key that is false: the text was changed, or the signature was. */
export class NoteSignatureError extends EvidenceError {
  override readonly name = 'NoteSignatureError';
  readonly keyName: string;
  readonly keyId: number;
  constructor(keyName: string, keyId: number) {
    super(
      `the signature by ${keyName}+${hexId(keyId)} is false: the text was changed after it was signed, or never signed`,
    );
    this.keyName = keyName;
    this.keyId = keyId;
  }
}

/** A note that no known key signed. */
export class NoteUnverifiedError extends EvidenceError {
  override readonly name = 'NoteUnverifiedError';
  /** `<name>+<key id>` of each that did. */
  readonly unknownKeys: readonly string[];
  constructor(signedBy: readonly { readonly name: string; readonly keyId: number }[]) {
    const unknownKeys = signedBy.map(({ name, keyId }) => `${name}+${hexId(keyId)}`);
    super(`no known key signed this note, only ${unknownKeys.join(', ')}`);
    this.unknownKeys = unknownKeys;
  }
}

/** A note whose text is no checkpoint. */
export class CheckpointFormatError extends EvidenceError {
  override readonly name = 'CheckpointFormatError';
  constructor(problem: string) {
    super(`not a checkpoint: ${problem}`);
  }
}

/** A checkpoint that speaks for a log whose key did not sign it. */
export class OriginError extends EvidenceError {
  override readonly name = 'OriginError';
  readonly origin: string;
  constructor(origin: string, signers: readonly string[]) {
    super(`the checkpoint is of the log ${JSON.stringify(origin)}, but ${signers.join(', ')} signed it`);
    this.origin = origin;
  }
}

/** A text that is no `.tlog-proof`. */
export class ProofFormatError extends EvidenceError {
  override readonly name = 'ProofFormatError';
  constructor(problem: string) {
    super(`not a tlog-proof: ${problem}`);
  }
}

/** A path that is no tile's. */
export class TilePathError extends EvidenceError {
  override readonly name = 'TilePathError';
  constructor(path: string) {
    super(`${JSON.stringify(path)} is not the path of a tile`);
  }
}

/** Bytes that are no entry bundle. */
export class BundleFormatError extends EvidenceError {
  override readonly name = 'BundleFormatError';
  constructor(problem: string, offset: number) {
    super(`not an entry bundle: ${problem} at byte ${offset}`);
  }
}

/** A path that leads out of a log's folder, or names the folder itself. */
export class LogPathError extends EvidenceError {
  override readonly name = 'LogPathError';
  constructor(path: string) {
    super(`${JSON.stringify(path)} is no file of a log`);
  }
}

/** A tile that the log should have and has not. */
export class TileMissingError extends EvidenceError {
  override readonly name = 'TileMissingError';
  readonly path: string;
  constructor(path: string) {
    super(`the tile ${path} is missing: write the tiles again from the ledger`);
    this.path = path;
  }
}

/** A tile of another length than the tree needs. */
export class TileSizeError extends EvidenceError {
  override readonly name = 'TileSizeError';
  readonly path: string;
  constructor(path: string, bytes: number, expectedBytes: number) {
    super(`the tile ${path} has ${bytes} bytes, not ${expectedBytes}: write the tiles again from the ledger`);
    this.path = path;
  }
}

/** A key file that cannot be used. Its message never repeats the key. */
export class KeyFileError extends EvidenceError {
  override readonly name = 'KeyFileError';
  readonly path: string;
  constructor(path: string, problem: string, options?: ErrorOptions) {
    super(`the key file ${path} cannot be used: ${problem}`, options);
    this.path = path;
  }
}

/** An event that no checkpoint covers yet. */
export class NotSignedError extends EvidenceError {
  override readonly name = 'NotSignedError';
  constructor(index: number, size: number) {
    super(`event ${index + 1} is not signed yet: the last checkpoint covers ${size} events`);
  }
}

/** An event that is not what was signed in its place. */
export class LeafNotInTreeError extends EvidenceError {
  override readonly name = 'LeafNotInTreeError';
  constructor(index: number) {
    super(`the event is not what was signed as event ${index + 1}: verify the ledger`);
  }
}

/** Tiles from which the signed root does not follow. */
export class LogDamagedError extends EvidenceError {
  override readonly name = 'LogDamagedError';
  constructor(size: number) {
    super(
      `the tiles do not lead to the signed root of ${size} events: write the tiles again from the ledger`,
    );
  }
}

/** A proof that proves nothing. */
export class ProofRefusedError extends EvidenceError {
  override readonly name = 'ProofRefusedError';
  constructor(reason: string, options?: ErrorOptions) {
    super(`the proof is refused: ${reason}`, options);
  }
}

/** A log of which nothing was signed. */
export class NothingSignedError extends EvidenceError {
  override readonly name = 'NothingSignedError';
  constructor() {
    super('there is no checkpoint: nothing was signed yet');
  }
}

/** The size and root of a log at one moment, for a message. */
interface LogHead {
  readonly origin: string;
  readonly size: number;
}

/** A folder that holds the export of another log, or of one that went another way. */
export class ExportConflictError extends EvidenceError {
  override readonly name = 'ExportConflictError';
  constructor(old: LogHead, fresh: LogHead) {
    super(
      `the folder holds an export of ${old.origin} with ${old.size} events, which ${fresh.origin} with ${fresh.size} events does not continue`,
    );
  }
}

const restoredHint =
  'Nothing was signed. If a backup was restored, begin a new origin that links to this one; if not, verify the ledger';

/** A ledger that has fewer events than were signed. */
export class LedgerSmallerError extends EvidenceError {
  override readonly name = 'LedgerSmallerError';
  readonly origin: string;
  readonly signedSize: number;
  readonly size: number;
  constructor(origin: string, signedSize: number, size: number) {
    super(`the ledger has ${size} events, but ${signedSize} were signed for ${origin}. ${restoredHint}`);
    this.origin = origin;
    this.signedSize = signedSize;
    this.size = size;
  }
}

/** A ledger whose events are not those that were signed. */
export class LedgerDiffersError extends EvidenceError {
  override readonly name = 'LedgerDiffersError';
  readonly origin: string;
  /** The largest checkpoint that is true of the ledger, 0 when none is known to be. */
  readonly agreesTo: number;
  readonly signedSize: number;
  constructor(origin: string, agreesTo: number, signedSize: number) {
    const agrees = agreesTo === 0 ? '' : ` It still agrees with the checkpoint of ${agreesTo}.`;
    super(
      `the ledger's first ${signedSize} events are not those that were signed for ${origin}.${agrees} ${restoredHint}`,
    );
    this.origin = origin;
    this.agreesTo = agreesTo;
    this.signedSize = signedSize;
  }
}

/** A ledger that gave fewer events than it was said to hold durably. */
export class LedgerShortError extends EvidenceError {
  override readonly name = 'LedgerShortError';
  constructor(size: number, read: number) {
    super(`${size} events should be there, but only ${read} could be read`);
  }
}

/** An event that is not what the leaf hash stored beside it says: it is not signed. */
export class StoredHashError extends EvidenceError {
  override readonly name = 'StoredHashError';
  constructor(event: string) {
    super(
      `${event} is not what the leaf hash stored beside it says: nothing is signed until the ledger was verified`,
    );
  }
}

/** A text that is no linking statement. */
export class LinkFormatError extends EvidenceError {
  override readonly name = 'LinkFormatError';
  constructor(problem: string) {
    super(`not a linking statement: ${problem}`);
  }
}

/** A new origin where there already is one. */
export class OriginExistsError extends EvidenceError {
  override readonly name = 'OriginExistsError';
  constructor(origin: string) {
    super(`${origin} cannot begin: its log already has a checkpoint or a link`);
  }
}
