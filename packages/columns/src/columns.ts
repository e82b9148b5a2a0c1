import { closeSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { ColumnsDamagedError, NoColumnsError } from './errors.ts';
import {
  readAdditions,
  readMeta,
  type Additions,
  type OpenSegment,
  type SegmentMeta,
} from './file/segment.ts';
import {
  hindranceOf,
  readManifest,
  type LedgerMark,
  type Manifest,
  type SegmentEntry,
} from './file/manifest.ts';
import { unitBounds, UnitReader, type ColumnImage } from './file/units.ts';
import type { TicketBatch, Wanted } from './layout.ts';
import { NameList } from './file/name-list.ts';
import { Texts } from './build/texts.ts';
import { TicketNames } from './build/ticket-names.ts';
import type { Dictionaries } from './build/rows.ts';

/** The columns of a ledger up to a position. They hold files open until they are closed; what is refreshed later they do not see. */
export interface Columns {
  /** How far the ledger was read, 0 for nothing. */
  readonly position: number;
  /** Of the events up to there; see `LedgerDigest`. */
  readonly digest: string;
  /** How many tickets, and how many events of them. */
  readonly tickets: number;
  readonly events: number;
  /** The earliest and the latest instant at which something happened, epoch milliseconds; Infinity and -Infinity where nothing did. */
  readonly fromMs: number;
  readonly toMs: number;
  /** The text of each code; code 0 is none. */
  readonly texts: readonly string[];
  /** The policy version of each code; code 0 is none. */
  readonly policies: readonly string[];
  ticketId(ordinal: number): string;
  /** Undefined where there is no such ticket. */
  ordinalOf(ticketId: string): number | undefined;
  /** All events of all tickets, in batches, in the order of tickets. A batch is valid until the next. @throws ColumnsDamagedError */
  batches(wanted: readonly Wanted[]): Generator<TicketBatch>;
  /** Each of these tickets by itself, in the order of tickets. A batch is valid until the next. @throws ColumnsDamagedError */
  ticketsOf(ordinals: readonly number[], wanted: readonly Wanted[]): Generator<TicketBatch>;
  /** What a thread of this process needs to read them. */
  readonly image: ColumnImage;
  /** Idempotent. */
  close(): void;
}

/** A segment that is open, with what its footer says. */
export interface LoadedSegment extends OpenSegment {
  readonly entry: SegmentEntry;
  readonly meta: SegmentMeta;
}

/** Opens one segment. @throws ColumnsDamagedError */
export const loadSegment = (folder: string, entry: SegmentEntry): LoadedSegment => {
  const path = join(folder, entry.file);
  const fd = openFile(path);
  try {
    const { size } = fstatSync(fd);
    if (size !== entry.bytes)
      throw new ColumnsDamagedError(path, `it has ${size} bytes instead of ${entry.bytes}`);
    const meta = readMeta({ path, fd }, size);
    return { path, fd, groups: meta.groups, entry, meta };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
};

const openFile = (path: string): number => {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new ColumnsDamagedError(path, 'it is gone', { cause: error });
    throw error;
  }
};

/** The dictionaries of segments, to be added to. @throws ColumnsDamagedError */
export const loadDictionaries = (segments: readonly LoadedSegment[]): Dictionaries => {
  const additions = segments.map((segment): Additions => readAdditions(segment, segment.meta));
  const tickets = new TicketNames();
  for (const { tickets: added } of additions) tickets.restore(added.bytes, added.ends);
  return {
    tickets,
    texts: new Texts(additions.flatMap(({ texts }) => texts.list)),
    policies: new Texts(additions.flatMap(({ policies }) => policies.list)),
  };
};

/** The columns of segments that are open. @throws ColumnsDamagedError */
export const columnsOf = (segments: readonly LoadedSegment[], mark: LedgerMark): Columns => {
  const additions = segments.map((segment): Additions => readAdditions(segment, segment.meta));
  const names = new NameList(additions.map(({ tickets }) => tickets));
  const image: ColumnImage = {
    segments: segments.map(({ path, fd, groups }) => ({ path, fd, groups })),
    bounds: unitBounds(segments, names.count),
  };
  const groups = segments.flatMap((segment) => segment.groups);
  let isOpen = true;
  return {
    position: mark.position,
    digest: mark.digest,
    tickets: names.count,
    events: segments.reduce((sum, { meta }) => sum + meta.events, 0),
    fromMs: Math.min(...groups.map(({ fromMs }) => fromMs)),
    toMs: Math.max(...groups.map(({ toMs }) => toMs)),
    texts: ['', ...additions.flatMap(({ texts }) => texts.list)],
    policies: ['', ...additions.flatMap(({ policies }) => policies.list)],
    image,
    ticketId: (ordinal) => names.name(ordinal),
    ordinalOf: (ticketId) => names.find(ticketId),
    *batches(wanted) {
      const reader = new UnitReader(image);
      const set = new Set(wanted);
      for (let unit = 0; unit < reader.units; unit += 1) yield reader.read(unit, set);
    },
    *ticketsOf(ordinals, wanted) {
      const reader = new UnitReader(image);
      const set = new Set(wanted);
      for (const ordinal of ordinals.toSorted((a, b) => a - b))
        yield reader.readTickets(ordinal, ordinal + 1, set);
    },
    close: () => {
      if (isOpen) for (const { fd } of segments) closeSync(fd);
      isOpen = false;
    },
  };
};

/** Opens the segments of a manifest, all or none. @throws ColumnsDamagedError */
const loadSegments = (folder: string, { segments }: Manifest): readonly LoadedSegment[] => {
  const loaded: LoadedSegment[] = [];
  try {
    for (const entry of segments) loaded.push(loadSegment(folder, entry));
    return loaded;
  } catch (error) {
    for (const { fd } of loaded) closeSync(fd);
    throw error;
  }
};

const readable = (folder: string): Manifest => {
  const manifest = readManifest(folder);
  if (!manifest) throw new NoColumnsError(folder, 'none were built');
  const hindrance = hindranceOf(manifest);
  if (hindrance !== undefined) throw new NoColumnsError(folder, hindrance);
  return manifest;
};

const attemptsMax = 5;

/**
 * Opens the columns of a folder as they are. Not pure: reads files. See `refreshColumns` for columns that have read the whole ledger.
 * @throws NoColumnsError, ColumnsDamagedError
 */
export const openColumns = (folder: string): Columns => {
  for (let attempt = 1; ; attempt += 1) {
    const manifest = readable(folder);
    try {
      const segments = loadSegments(folder, manifest);
      const { mark } = manifest.segments.at(-1) ?? {};
      if (mark === undefined) throw new NoColumnsError(folder, 'they are empty');
      return columnsOf(segments, mark);
    } catch (error) {
      // Another process may have merged segments since the manifest was read.
      const isStale = JSON.stringify(manifest) !== JSON.stringify(readManifest(folder));
      if (!(error instanceof ColumnsDamagedError) || !isStale || attempt === attemptsMax) throw error;
    }
  }
};
