import type { LedgerMark } from '../file/manifest.ts';

/** The name of the segment behind a position up to a mark: no other segment of this ledger bears it. Pure. */
export const segmentFile = (after: number, { position, digest }: LedgerMark): string =>
  `${after}-${position}-${digest.slice(0, 12)}.columns`;
