import { openCheckpoint, type OpenedCheckpoint } from '../checkpoint.ts';
import {
  LedgerDiffersError,
  LedgerShortError,
  LedgerSmallerError,
  TileMissingError,
  TileSizeError,
} from '../errors.ts';
import type { Verifier } from '../note/key.ts';
import type { LogStore, StoredFile } from '../store/log-store.ts';
import { TileBuilder } from '../tiles/tile-builder.ts';
import { partialTiles, tileWidth } from '../tiles/tile-path.ts';
import { tileLeafHashes, TileReader } from '../tiles/tile-reader.ts';
import { sameBytes, type Hash } from '../tree/hash.ts';
import { nodesOf } from '../tree/nodes.ts';
import { CheckpointTrack } from '../verify/signed-checkpoints.ts';
import type { LeafSource } from './leaf-source.ts';

/** What a notary needs to know before it goes on. */
export interface StartOptions {
  readonly source: LeafSource;
  readonly store: LogStore;
  readonly verifier: Verifier;
  readonly durableSize: number;
  /** Called with events compared and all to be compared, a batch at a time. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** Every checkpoint that was signed, by size. @throws the errors of `openCheckpoint` */
export const signedCheckpoints = async (store: LogStore, verifier: Verifier): Promise<OpenedCheckpoint[]> =>
  (await store.checkpoints())
    .map((note) => openCheckpoint(note, [verifier]))
    .toSorted((a, b) => a.size - b.size);

/** The tree as it was last signed, ready to grow; empty when nothing was. @throws LedgerSmallerError, LedgerDiffersError */
export const startWhole = async (options: StartOptions): Promise<TileBuilder> => {
  const { store, verifier } = options;
  const checkpoints = await signedCheckpoints(store, verifier);
  const last = checkLargeEnough(checkpoints, options);
  if (last === undefined) return new TileBuilder();
  const builder = new TileBuilder();
  const track = new CheckpointTrack(checkpoints, builder);
  let missing = 0;
  await eachBatch(options, last.size, async (hashes) => {
    for (const hash of hashes) track.append(hash);
    missing += await countMissing(store, builder.takeFull());
  });
  if (track.firstBroken !== undefined)
    throw new LedgerDiffersError(last.origin, track.holds, track.firstBroken);
  missing += await countMissing(store, builder.partials());
  if (missing > 0) await rewriteTiles(options, last.size);
  return builder;
};

/** The same, but compares only what the last tile covers: what a restored backup differs in, not what was changed further back. */
export const startFromTail = async (options: StartOptions): Promise<TileBuilder> => {
  const last = checkLargeEnough(await signedCheckpoints(options.store, options.verifier), options);
  if (last === undefined) return new TileBuilder();
  const builder = await restoreBuilder(options.store, last);
  // Tiles that do not lead to the signed root say nothing about the ledger: it is compared whole, and they are written again.
  if (builder === undefined) return startWhole(options);
  await compareTail(options, last);
  return builder;
};

const compareTail = async (options: StartOptions, last: OpenedCheckpoint): Promise<void> => {
  const from = lastTileOf(last.size) * tileWidth;
  const signed: Hash[] = [];
  for await (const hashes of tileLeafHashes(options.store, last.size, from)) signed.push(...hashes);
  let at = 0;
  for await (const hashes of options.source.leafHashes(from, last.size)) {
    for (const hash of hashes) {
      if (!sameBytes(hash, signed[at++] as Hash)) throw new LedgerDiffersError(last.origin, 0, last.size);
    }
  }
  if (from + at < last.size) throw new LedgerShortError(last.size, from + at);
};

const lastTileOf = (size: number): number => Math.floor((size - 1) / tileWidth);

const checkLargeEnough = (
  checkpoints: readonly OpenedCheckpoint[],
  { durableSize }: StartOptions,
): OpenedCheckpoint | undefined => {
  const last = checkpoints.at(-1);
  if (last !== undefined && durableSize < last.size)
    throw new LedgerSmallerError(last.origin, last.size, durableSize);
  return last;
};

const eachBatch = async (
  { source, onProgress }: StartOptions,
  size: number,
  use: (hashes: readonly Hash[]) => Promise<void>,
): Promise<void> => {
  let done = 0;
  for await (const hashes of source.leafHashes(0, size)) {
    await use(hashes);
    done += hashes.length;
    onProgress?.(done, size);
  }
  if (done < size) throw new LedgerShortError(size, done);
};

const countMissing = async (store: LogStore, files: readonly StoredFile[]): Promise<number> => {
  let missing = 0;
  for (const { path } of files) if (!(await store.has(path))) missing++;
  return missing;
};

/** Writes the tiles again from a ledger that was found to be the signed one. */
const rewriteTiles = async (options: StartOptions, size: number): Promise<void> => {
  const builder = new TileBuilder();
  await eachBatch(options, size, async (hashes) => {
    for (const hash of hashes) builder.append(hash);
    await options.store.write(builder.takeFull());
  });
  await options.store.write(builder.partials());
};

/** The tree from its tiles, or `undefined` when they do not give the signed root. */
const restoreBuilder = async (
  store: LogStore,
  { size, root }: OpenedCheckpoint,
): Promise<TileBuilder | undefined> => {
  const reader = new TileReader(store, size);
  const builder = new TileBuilder();
  try {
    await reader.tile(0, lastTileOf(size));
    const partials = new Map<number, Uint8Array>();
    for (const { level, index } of partialTiles(size)) partials.set(level, await reader.tile(level, index));
    builder.restore(size, partials, await reader.read(nodesOf({ start: 0, end: size })));
  } catch (error) {
    if (error instanceof TileMissingError || error instanceof TileSizeError) return undefined;
    throw error;
  }
  return sameBytes(builder.root(), root) ? builder : undefined;
};
