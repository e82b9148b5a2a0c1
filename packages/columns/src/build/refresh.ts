import { closeSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Env } from '@caselog/env';
import { createCodec, type EventStore, type RecordedEvent } from '@caselog/event-store';
import { ticketEventSchemas, toTicketEvent, type StoredTicketEvent } from '@caselog/ticket';
import { columnsOf, loadDictionaries, loadSegment, type Columns, type LoadedSegment } from '../columns.ts';
import { ColumnsDamagedError, LedgerDiffersError } from '../errors.ts';
import {
  hindranceOf,
  manifestOf,
  readManifest,
  writeManifest,
  type LedgerMark,
  type SegmentEntry,
} from '../file/manifest.ts';
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

/** The columns of a folder while they are built. */
class Build {
  readonly #options: RefreshOptions;
  segments: LoadedSegment[];
  readonly dictionaries: Dictionaries;
  readonly #rows: Rows;
  #taken: { tickets: number; texts: number; policies: number };

  constructor(options: RefreshOptions, segments: LoadedSegment[], capacity: number) {
    this.#options = options;
    this.segments = segments;
    this.dictionaries = loadDictionaries(segments);
    this.#rows = new Rows(this.dictionaries, capacity);
    this.#taken = this.#sizes();
  }

  get mark(): LedgerMark {
    return this.segments.at(-1)?.entry.mark ?? ledgerStart;
  }

  take(recorded: RecordedEvent, markOf: () => LedgerMark): void {
    if (!recorded.stream.startsWith(ticketPrefix)) return;
    const event = toTicketEvent(codec.decode(recorded));
    this.#rows.add(recorded.stream.slice(ticketPrefix.length), recorded, event);
    if (this.#rows.isFull) this.flush(markOf());
  }

  /** Writes what was taken since as a segment that ends at `mark`. */
  flush(mark: LedgerMark): void {
    if (mark.position === this.mark.position) return;
    const { folder } = this.#options;
    const file = segmentFile(this.mark.position, mark);
    const writer = new SegmentWriter(join(folder, file));
    try {
      for (const batch of this.#rows.batches(groupEvents)) writer.add(batch);
      const bytes = writer.finish(this.#additions(this.#taken));
      this.#adopt([...this.segments, loadSegment(folder, { file, bytes, events: this.#rows.count, mark })]);
    } finally {
      writer.close();
    }
    this.#taken = this.#sizes();
    this.#rows.clear();
  }

  /** Merges segments where there are too many. */
  compact(): void {
    const { folder, signal } = this.#options;
    const from = mergeFrom(this.segments.map(({ entry }) => entry.events));
    if (from === undefined) return;
    const merged = this.segments.slice(from);
    const after = from === 0 ? 0 : this.segments[from - 1]!.entry.mark.position;
    const since = ({ meta: { tickets, texts, policies } }: LoadedSegment): Additions =>
      this.#additions({ tickets: tickets.first, texts: texts.first, policies: policies.first });
    const entry = mergeSegments(folder, merged, after, since, this.dictionaries.tickets.count, signal);
    this.#adopt([...this.segments.slice(0, from), loadSegment(folder, entry)]);
    for (const { fd } of merged) closeSync(fd);
  }

  #adopt(segments: LoadedSegment[]): void {
    writeManifest(this.#options.folder, manifestOf(segments.map(({ entry }) => entry)));
    this.segments = segments;
    sweep(this.#options.folder, segments);
  }

  #sizes(): { tickets: number; texts: number; policies: number } {
    const { tickets, texts, policies } = this.dictionaries;
    return { tickets: tickets.count, texts: texts.list.length, policies: policies.list.length };
  }

  #additions(since: { tickets: number; texts: number; policies: number }): Additions {
    const { tickets, texts, policies } = this.dictionaries;
    return {
      tickets: { first: since.tickets, ...tickets.slice(since.tickets) },
      texts: { first: since.texts, list: texts.list.slice(since.texts) },
      policies: { first: since.policies, list: policies.list.slice(since.policies) },
    };
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

const opened = (options: RefreshOptions, segments: LoadedSegment[], capacity: number): Build => {
  try {
    return new Build(options, segments, capacity);
  } catch (error) {
    if (!(error instanceof ColumnsDamagedError)) throw error;
    for (const { fd } of segments) closeSync(fd);
    options.onRebuild?.(error);
    return new Build(options, [], rowsMax);
  }
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

const refreshLocked = async (options: RefreshOptions): Promise<Columns> => {
  const { store, onRebuild } = options;
  const segments = soundSegments(options);
  const head = await store.head();
  const { position = 0 } = segments.at(-1)?.entry.mark ?? {};
  const capacity = Math.max(Math.min(head - position, rowsMax), 1);
  let build = opened(options, segments, capacity);
  try {
    await readOn(build, options);
  } catch (error) {
    for (const { fd } of build.segments) closeSync(fd);
    if (!(error instanceof LedgerDiffersError)) throw error;
    onRebuild?.(error);
    build = new Build(options, [], Math.max(Math.min(head, rowsMax), 1));
    await readOn(build, options);
  }
  try {
    build.compact();
  } catch (error) {
    for (const { fd } of build.segments) closeSync(fd);
    throw error;
  }
  return columnsOf(build.segments, build.dictionaries, build.mark);
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
