import type { LoadedSegment } from '../columns.ts';
import type { LedgerMark } from '../file/manifest.ts';
import type { Additions } from '../file/segment.ts';

/** What the dictionaries hold from the beginning of a segment on. */
export type AddedSince = (segment: LoadedSegment) => Additions;

/** The name of the segment behind a position up to a mark: no other segment of this ledger bears it. Pure. */
export const segmentFile = (after: number, { position, digest }: LedgerMark): string =>
  `${after}-${position}-${digest.slice(0, 12)}.columns`;
