import { join } from 'node:path';
import type { LoadedSegment } from '../columns.ts';
import { SegmentWriter, type Additions } from '../file/segment.ts';
import type { SegmentEntry } from '../file/manifest.ts';
import { unitBounds, UnitReader } from '../file/units.ts';
import { columnNames, type Wanted } from '../layout.ts';
import { segmentFile } from './segment-file.ts';

/** Small segments beside the first: more of them would slow every read. */
const smallSegmentsMax = 8;
/** The first is written anew when the rest has become this part of it. */
const restShareMax = 1 / 8;

/** From which segment on they are to be merged into one; undefined: they are well as they are. Pure. */
export const mergeFrom = (events: readonly number[]): number | undefined => {
  const [first = 0, ...rest] = events;
  if (rest.length === 0) return undefined;
  if (rest.reduce((sum, each) => sum + each, 0) > first * restShareMax) return 0;
  return rest.length > smallSegmentsMax ? 1 : undefined;
};

/** Groups are cut at about so many events. */
export const groupEvents = 1 << 16;

/**
 * Writes segments that follow on each other, the first behind position `after`, as one. Groups follow the units of the largest: memory stays flat.
 * @throws ColumnsDamagedError, and the signal's reason
 */
export const mergeSegments = (
  folder: string,
  segments: readonly LoadedSegment[],
  after: number,
  additions: Additions,
  tickets: number,
  signal: AbortSignal | undefined,
): SegmentEntry => {
  const { mark } = segments.at(-1)!.entry;
  const file = segmentFile(after, mark);
  const writer = new SegmentWriter(join(folder, file));
  const wanted = new Set<Wanted>([...columnNames, 'extras']);
  try {
    const reader = new UnitReader({ segments, bounds: unitBounds(segments, tickets) });
    let events = 0;
    for (let unit = 0; unit < reader.units; unit += 1) {
      signal?.throwIfAborted();
      const batch = reader.read(unit, wanted);
      if (batch.tickets > 0) writer.add(batch);
      events += batch.events;
    }
    return { file, bytes: writer.finish(additions), events, mark };
  } finally {
    writer.close();
  }
};
