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
  constructor(problem: string) {
    super(`not a signed note: ${problem}`);
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
  readonly unknownKeys: readonly string[];
  constructor(unknownKeys: readonly string[]) {
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
