import { closeSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { columnsOf, loadDictionaries, loadSegment, type Columns, type LoadedSegment } from '../columns.ts';
import { ColumnsDamagedError, LedgerDiffersError } from '../errors.ts';
import { hindranceOf, manifestOf, readManifest, writeManifest, type LedgerMark } from '../file/manifest.ts';
import { SegmentWriter, type Additions } from '../file/segment.ts';
import { groupEvents, mergeFrom, mergeSegments } from './compact.ts';
import { LedgerDigest, ledgerStart } from './ledger-digest.ts';
import { locked } from './lock.ts';
import { blockEvents } from './lines.ts';
import type { Piece } from './piece.ts';
import { pieces } from './pieces.ts';
import { Rows, type Dictionaries } from './rows.ts';
import { segmentFile } from './segment-file.ts';

export interface RefreshOptions {
  readonly store: EventStore;
  /** Where the column files lie; made when it is not there. */
  readonly folder: string;
  readonly env: Env;
  /** Hears after each piece how far the ledger was read. */
  readonly onProgress?: ((read: { readonly position: number; readonly events: number }) => void) | undefined;
  /** Stops the work: what was read until then is kept, and the next refresh goes on there. */
  readonly signal?: AbortSignal | undefined;
  /** Hears why columns that were there are built anew. */
  readonly onRebuild?: ((why: Error) => void) | undefined;
  /** Throws away what is there. */
  readonly anew?: boolean | undefined;
  /** Reads no further than this position. */
  readonly until?: number | undefined;
  /** How many threads read besides this one, where the store lets them. Default: the other cores, where there is enough to read. */
  readonly helpers?: number | undefined;
}

/** Rows that are gathered before they are written: some 40 MB. */
const rowsMax = 1 << 19;

interface Sizes {
  readonly tickets: number;
  readonly texts: number;
  readonly policies: number;
}

/** What rows are written with, and how much of the dictionaries stands in segments. */
interface Writing {
  readonly dictionaries: Dictionaries;
  readonly rows: Rows;
  written: Sizes;
}

const sizesOf = ({ tickets, texts, policies }: Dictionaries): Sizes => ({
  tickets: tickets.count,
  texts: texts.list.length,
  policies: policies.list.length,
});

const additionsSince = ({ tickets, texts, policies }: Dictionaries, since: Sizes): Additions => ({
  tickets: { first: since.tickets, ...tickets.slice(since.tickets) },
  texts: { first: since.texts, list: texts.list.slice(since.texts) },
  policies: { first: since.policies, list: policies.list.slice(since.policies) },
});

/** The columns of a folder while they are built. Dictionaries are loaded when there is something to write: mostly there is not. */
class Build {
  readonly #options: RefreshOptions;
  readonly #capacity: number;
  segments: LoadedSegment[];
  #writing: Writing | undefined;

  constructor(options: RefreshOptions, segments: LoadedSegment[], capacity: number) {
    this.#options = options;
    this.segments = segments;
    this.#capacity = capacity;
  }

  get mark(): LedgerMark {
    return this.segments.at(-1)?.entry.mark ?? ledgerStart;
  }

  /** Takes a piece; what was taken before it ends at `mark`. @throws ColumnsDamagedError where what is there cannot be added to */
  take(piece: Piece, mark: LedgerMark): void {
    if (piece.rows.count === 0) return;
    if (!this.#begun().rows.hasRoomFor(piece.rows.count)) this.flush(mark);
    this.#begun().rows.take(piece.rows);
  }

  /** Writes what was taken since as a segment that ends at `mark`. */
  flush(mark: LedgerMark): void {
    if (mark.position === this.mark.position) return;
    const { folder } = this.#options;
    const { rows, dictionaries, written } = this.#begun();
    const file = segmentFile(this.mark.position, mark);
    const writer = new SegmentWriter(join(folder, file));
    try {
      for (const batch of rows.batches(groupEvents)) writer.add(batch);
      const bytes = writer.finish(additionsSince(dictionaries, written));
      this.#adopt([...this.segments, loadSegment(folder, { file, bytes, events: rows.count, mark })]);
    } finally {
      writer.close();
    }
    this.#begun().written = sizesOf(dictionaries);
    rows.clear();
  }

  /** Merges segments where there are too many. */
  compact(): void {
    const { folder, signal } = this.#options;
    const from = mergeFrom(this.segments.map(({ entry }) => entry.events));
    if (from === undefined) return;
    const merged = this.segments.slice(from);
    const after = from === 0 ? 0 : this.segments[from - 1]!.entry.mark.position;
    const { dictionaries } = this.#begun();
    const { tickets, texts, policies } = merged[0]!.meta;
    const since = { tickets: tickets.first, texts: texts.first, policies: policies.first };
    const additions = additionsSince(dictionaries, since);
    const entry = mergeSegments(folder, merged, after, additions, dictionaries.tickets.count, signal);
    this.#adopt([...this.segments.slice(0, from), loadSegment(folder, entry)]);
    for (const { fd } of merged) closeSync(fd);
  }

  close(): void {
    for (const { fd } of this.segments) closeSync(fd);
  }

  #begun(): Writing {
    if (this.#writing) return this.#writing;
    const dictionaries = loadDictionaries(this.segments);
    const rows = new Rows(dictionaries, this.#capacity);
    this.#writing = { dictionaries, rows, written: sizesOf(dictionaries) };
    return this.#writing;
  }

  #adopt(segments: LoadedSegment[]): void {
    writeManifest(this.#options.folder, manifestOf(segments.map(({ entry }) => entry)));
    this.segments = segments;
    sweep(this.#options.folder, segments);
  }
}

/** Takes away what no manifest names: what a kill left behind, and what was merged. */
const sweep = (folder: string, segments: readonly LoadedSegment[]): void => {
  const named = new Set(segments.map(({ entry }) => entry.file));
  for (const file of readdirSync(folder))
    if (/\.columns(\.new)?$/.test(file) && !named.has(file)) rmSync(join(folder, file), { force: true });
};

/** The segments that can be read on from: all of them, or those before the first that is damaged. */
const soundSegments = ({ folder, anew, onRebuild }: RefreshOptions): LoadedSegment[] => {
  const sound: LoadedSegment[] = [];
  if (anew) return sound;
  try {
    const manifest = readManifest(folder);
    if (manifest === undefined || hindranceOf(manifest) !== undefined) return sound;
    for (const entry of manifest.segments) sound.push(loadSegment(folder, entry));
  } catch (error) {
    if (!(error instanceof ColumnsDamagedError)) throw error;
    onRebuild?.(error);
  }
  return sound;
};

/** The events that were read before are the same. @throws LedgerDiffersError */
const assertKnown = (before: LedgerMark, { known }: Piece): void => {
  if (!known) throw new LedgerDiffersError(before.position, 'it holds fewer events');
  const digest = new LedgerDigest(before.block);
  digest.take(known);
  const mark = digest.mark();
  if (mark.position !== before.position)
    throw new LedgerDiffersError(before.position, `event ${before.events} stands at ${mark.position}`);
  if (mark.digest !== before.digest)
    throw new LedgerDiffersError(before.position, 'its last events are others');
};

/** Reads the ledger behind what was read before. @throws LedgerDiffersError, what the store and the codec throw, the signal's reason */
const readOn = async (build: Build, options: RefreshOptions, head: number): Promise<void> => {
  const { store, onProgress, signal, helpers } = options;
  const before = build.mark;
  const known = before.events - before.block.events;
  const digest = new LedgerDigest(before.block);
  const until = Math.min(head, options.until ?? head);
  let isKnown = known === 0;
  try {
    for await (const piece of pieces({
      store,
      after: before.block.position,
      known,
      until,
      signal,
      helpers,
    })) {
      if (!isKnown) assertKnown(before, piece);
      isKnown = true;
      build.take(piece, digest.mark());
      digest.take(piece.lines);
      onProgress?.({ position: digest.position, events: digest.events });
      signal?.throwIfAborted();
    }
  } finally {
    // Also when it was stopped: what was read is kept.
    if (isKnown) build.flush(digest.mark());
  }
  if (!isKnown) throw new LedgerDiffersError(before.position, 'it holds fewer events');
};

const brought = async (options: RefreshOptions, segments: LoadedSegment[], head: number): Promise<Build> => {
  const { position = 0 } = segments.at(-1)?.entry.mark ?? {};
  const build = new Build(options, segments, Math.max(Math.min(head - position, rowsMax), blockEvents));
  try {
    await readOn(build, options, head);
    build.compact();
    return build;
  } catch (error) {
    build.close();
    throw error;
  }
};

const refreshLocked = async (options: RefreshOptions): Promise<Columns> => {
  const head = await options.store.head();
  const finished = async (segments: LoadedSegment[]): Promise<Columns> => {
    const build = await brought(options, segments, head);
    return columnsOf(build.segments, build.mark);
  };
  try {
    return await finished(soundSegments(options));
  } catch (error) {
    if (!(error instanceof LedgerDiffersError) && !(error instanceof ColumnsDamagedError)) throw error;
    options.onRebuild?.(error);
    return finished([]);
  }
};

/**
 * Brings the columns of a folder up to the ledger's last event, and opens them. Not pure: reads the ledger, writes files. What is there is
 * kept and read on from; where it is damaged, or of another ledger, it is built anew from there, which `onRebuild` hears. Killed at any
 * moment, it goes on at the last whole segment. One process works at a time; others wait. @throws what the store and the codec throw, and
 * the signal's reason
 */
export const refreshColumns = async (options: RefreshOptions): Promise<Columns> => {
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  return locked(options.folder, options.env, options.signal, () => refreshLocked(options));
};
