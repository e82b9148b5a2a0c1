import type { OpenedCheckpoint } from '../checkpoint.ts';
import { ExportConflictError, LedgerDiffersError, LedgerShortError, NothingSignedError } from '../errors.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { leafHash, leafRecordOf, type RawEvent } from '../leaf/leaf.ts';
import { createVerifier } from '../note/key.ts';
import type { LogStore, StoredFile } from '../store/log-store.ts';
import { encodeBundle } from '../tiles/bundle.ts';
import { TileBuilder } from '../tiles/tile-builder.ts';
import { tilePath, tileWidth } from '../tiles/tile-path.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';
import { RightEdge } from '../tree/right-edge.ts';
import type { Feed } from '../verify/lookahead.ts';
import { latestCheckpoint } from './prove.ts';

/** What is exported, and where to. */
export interface ExportOptions {
  /** The ledger's events in their global order; read twice. */
  readonly rawEvents: () => Feed<RawEvent>;
  /** Signed checkpoints; the largest is the one that is exported. */
  readonly checkpoints: readonly string[];
  readonly verifierKeys: readonly string[];
  /** Where to: `createFileStore(folder)`. An earlier export of the same log is brought up to date. */
  readonly to: LogStore;
  /** Called with events done of all to be done (each is read twice), every 10,000. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

const progressEvery = 10_000;
const filesAtOnce = 64;

/**
 * Writes a log as static files: hash tiles, entry bundles with the leaf records, and the checkpoint last (c2sp.org/tlog-tiles).
 * The ledger is held against the checkpoint first, so nothing is written of one that differs. Payloads are not part of it, only their hashes.
 * @throws NothingSignedError without a checkpoint; LedgerDiffersError, LedgerShortError when the ledger is not what was signed;
 * ExportConflictError when `to` holds another log; the errors of `openCheckpoint`.
 */
export const exportLog = async (options: ExportOptions): Promise<OpenedCheckpoint> => {
  const { note, checkpoint } = largestOf(options);
  const old = (await latestCheckpoint(options.to, options.verifierKeys))?.checkpoint;
  if (old !== undefined && (old.origin !== checkpoint.origin || old.size > checkpoint.size)) {
    throw new ExportConflictError(old, checkpoint);
  }
  const edge = new RightEdge();
  await eachRecord(options, checkpoint.size, 0, (record) => {
    edge.append(leafHash(record));
    if (edge.size === old?.size && !sameBytes(edge.root(), old.root))
      throw new ExportConflictError(old, checkpoint);
  });
  checkRoot(edge.root(), checkpoint);
  await writeTiles(options, checkpoint);
  if (old?.size !== checkpoint.size) await options.to.addCheckpoint(note);
  return checkpoint;
};

const largestOf = ({
  checkpoints,
  verifierKeys,
}: ExportOptions): { note: string; checkpoint: OpenedCheckpoint } => {
  const verifiers = verifierKeys.map(createVerifier);
  const opened = checkpoints.map((note) => ({ note, checkpoint: openCheckpoint(note, verifiers) }));
  const largest = opened.toSorted((a, b) => a.checkpoint.size - b.checkpoint.size).at(-1);
  if (largest === undefined) throw new NothingSignedError();
  return largest;
};

const checkRoot = (root: Hash, { origin, size, root: signed }: OpenedCheckpoint): void => {
  if (!sameBytes(root, signed)) throw new LedgerDiffersError(origin, 0, size);
};

/** Calls `use` with each leaf record up to `size`, waiting where it asks to; `before` events were done in earlier rounds. */
const eachRecord = async (
  { rawEvents, onProgress }: ExportOptions,
  size: number,
  before: number,
  use: (record: Buffer) => Promise<void> | void,
): Promise<void> => {
  let read = 0;
  for await (const item of rawEvents()) {
    for (const event of Array.isArray(item) ? (item as readonly RawEvent[]) : [item as RawEvent]) {
      if (read === size) return;
      const waiting = use(leafRecordOf(event));
      if (waiting !== undefined) await waiting;
      read++;
      if (read % progressEvery === 0) onProgress?.(before + read, 2 * size);
    }
  }
  if (read < size) throw new LedgerShortError(size, read);
};

const bundleFile = (records: readonly Uint8Array[], index: number): StoredFile => ({
  path: tilePath({ level: 'entries', index, width: records.length }),
  bytes: encodeBundle(records),
});

const writeTiles = async (options: ExportOptions, checkpoint: OpenedCheckpoint): Promise<void> => {
  const { to } = options;
  const builder = new TileBuilder();
  let records: Buffer[] = [];
  let files: StoredFile[] = [];
  const flush = async (): Promise<void> => {
    await to.write(files);
    files = [];
  };
  await eachRecord(options, checkpoint.size, checkpoint.size, (record) => {
    builder.append(leafHash(record));
    records.push(record);
    if (records.length < tileWidth) return undefined;
    files.push(...builder.takeFull(), bundleFile(records, builder.size / tileWidth - 1));
    records = [];
    return files.length < filesAtOnce ? undefined : flush();
  });
  // The events may not have changed since they were first read.
  checkRoot(builder.root(), checkpoint);
  files.push(...builder.partials());
  if (records.length > 0) files.push(bundleFile(records, Math.floor(builder.size / tileWidth)));
  await flush();
};
