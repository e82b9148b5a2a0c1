/** One file of a log's directory, by its path below it. */
export interface StoredFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Where the latest checkpoint stands in a log's directory (c2sp.org/tlog-tiles). */
export const checkpointPath = 'checkpoint';

/** Where the statement stands that links a log to the one it continues. */
export const linkPath = 'link';

/** Reads the files of a log: tiles, entry bundles, the checkpoint. */
export interface LogReader {
  /** The file's bytes, or `undefined` when there is none. */
  read(path: string): Promise<Uint8Array | undefined>;
}

/** Keeps the tiles and checkpoints of one log. */
export interface LogStore extends LogReader {
  /** Whether the file is there. */
  has(path: string): Promise<boolean>;
  /** Writes files in their order, each whole or not at all; durable when it resolves. */
  write(files: readonly StoredFile[]): Promise<void>;
  /** Removes a file or a folder; one that is not there is no fault. */
  remove(path: string): Promise<void>;
  /** Every checkpoint that was signed, as signed, oldest first. */
  checkpoints(): Promise<readonly string[]>;
  /** Adds a signed checkpoint to those kept, then makes it the latest; durable when it resolves. */
  addCheckpoint(note: string): Promise<void>;
}
