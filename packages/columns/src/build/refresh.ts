import { closeSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@caselog/env';
import { createCodec, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, toTicketEvent, type StoredTicketEvent } from '@caselog/ticket';
import { columnsOf, loadDictionaries, loadSegment, type Columns, type LoadedSegment } from '../columns.ts';
import { ColumnsDamagedError, LedgerDiffersError } from '../errors.ts';
import { hindranceOf, manifestOf, readManifest, writeManifest, type LedgerMark } from '../file/manifest.ts';
import { SegmentWriter, type Additions } from '../file/segment.ts';
import { groupEvents, mergeFrom, mergeSegments } from './compact.ts';
import { LedgerDigest, ledgerStart } from './ledger-digest.ts';
import { locked } from './lock.ts';
import { Rows, type Dictionaries } from './rows.ts';
import { segmentFile } from './segment-file.ts';

export interface RefreshOptions {
  readonly store: EventStore;
  /** Where the column files lie; made when it is not there. */
  readonly folder: string;
  readonly env: Env;
  /** Hears after each batch how far the ledger was read. */
  readonly onProgress?: ((read: { readonly position: number; readonly events: number }) => void) | undefined;
  /** Stops the work: what was read until then is kept, and the next refresh goes on there. */
  readonly signal?: AbortSignal | undefined;
  /** Hears why columns that were there are built anew. */
  readonly onRebuild?: ((why: Error) => void) | undefined;
  /** Throws away what is there. */
  readonly anew?: boolean | undefined;
  /** Reads no further than this position. */
  readonly until?: number | undefined;
}

/** Events of current shapes were checked when they were written. */
const codec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });
const ticketPrefix = 'ticket-';
/** Rows that are gathered before they are written: some 40 MB. */
const rowsMax = 1 << 19;
const batchSize = 2_000;

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

  /** @throws ColumnsDamagedError where what is there cannot be added to */
  take(recorded: RecordedEvent, markOf: () => LedgerMark): void {
    if (!recorded.stream.startsWith(ticketPrefix)) return;
    const { rows } = this.#begun();
    const event = toTicketEvent(codec.decode(recorded));
    rows.add(recorded.stream.slice(ticketPrefix.length), recorded, event);
    if (rows.isFull) this.flush(markOf());
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

/** Reads the ledger behind what was read before. @throws LedgerDiffersError, what the store and the codec throw, the signal's reason */
const readOn = async (
  build: Build,
  { store, onProgress, signal, until = Infinity }: RefreshOptions,
): Promise<void> => {
  const before = build.mark;
  const digest = new LedgerDigest(before.block);
  let isKnown = before.events === before.block.events;
  try {
    for await (const batch of store.readAll({ after: before.block.position, batchSize })) {
      signal?.throwIfAborted();
      for (const recorded of batch) {
        if (recorded.position > until) break;
        digest.take(recorded);
        if (isKnown) build.take(recorded, () => digest.mark());
        else if (digest.events === before.events) {
          isKnown = true;
          assertSame(before, digest.mark());
        }
      }
      const { position } = batch.at(-1)!;
      onProgress?.({ position, events: digest.events });
      if (position >= until) break;
    }
  } finally {
    // Also when it was stopped: what was read is kept.
    if (isKnown) build.flush(digest.mark());
  }
  if (!isKnown) throw new LedgerDiffersError(before.position, 'it holds fewer events');
};

const assertSame = (before: LedgerMark, { position, digest }: LedgerMark): void => {
  if (position !== before.position)
    throw new LedgerDiffersError(before.position, `event ${before.events} stands at ${position}`);
  if (digest !== before.digest) throw new LedgerDiffersError(before.position, 'its last events are others');
};

const brought = async (options: RefreshOptions, segments: LoadedSegment[], head: number): Promise<Build> => {
  const { position = 0 } = segments.at(-1)?.entry.mark ?? {};
  const build = new Build(options, segments, Math.max(Math.min(head - position, rowsMax), 1));
  try {
    await readOn(build, options);
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
