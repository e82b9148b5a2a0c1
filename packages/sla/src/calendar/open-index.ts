import type { DayPlan } from './day-plan.ts';
import { DAY_MS, lastAtOrBefore, RANGE_FROM_MS, RANGE_TO_MS } from './range.ts';
import type { Zone } from './zone.ts';

/** The half-open stretch fromMs ≤ instant < toMs. */
export interface OpenInterval {
  readonly fromMs: number;
  readonly toMs: number;
}

const DAYS = 256;
export const CHUNK_MS = DAYS * DAY_MS;
const FIRST = Math.floor(RANGE_FROM_MS / CHUNK_MS);
const LAST = Math.floor((RANGE_TO_MS - 1) / CHUNK_MS);

/** The open intervals of 256 UTC days, ascending and apart, with the open time before each. */
export interface Chunk {
  readonly fromMs: number;
  readonly starts: Float64Array;
  readonly ends: Float64Array;
  readonly openBeforeMs: Float64Array;
  readonly openMs: number;
  /** For each UTC day, the first interval that ends after its midnight: where a look-up begins. */
  readonly firstOnDay: Uint32Array;
}

/**
 * An instant is open exactly when a clock in the zone then reads an open wall time. Within one offset that is arithmetic,
 * so a gap, an overlap or a skipped date needs no rule of its own.
 */
function openWithin(plan: DayPlan, zone: Zone, fromMs: number, toMs: number): OpenInterval[] {
  const found: { fromMs: number; toMs: number }[] = [];
  for (const span of zone.spans(fromMs, toMs)) {
    const firstDay = Math.floor((span.fromMs + span.offsetMs) / DAY_MS);
    const lastDay = Math.floor((span.toMs + span.offsetMs - 1) / DAY_MS);
    for (let day = firstDay; day <= lastDay; day += 1)
      for (const shift of plan.openOn(day)) {
        const start = Math.max(span.fromMs, day * DAY_MS + shift.fromMs - span.offsetMs);
        const end = Math.min(span.toMs, day * DAY_MS + shift.toMs - span.offsetMs);
        const last = found.at(-1);
        if (last !== undefined && start <= last.toMs) last.toMs = Math.max(last.toMs, end);
        else if (start < end) found.push({ fromMs: start, toMs: end });
      }
  }
  return found;
}

function buildChunk(plan: DayPlan, zone: Zone, number: number): Chunk {
  const fromMs = number * CHUNK_MS;
  const intervals = openWithin(
    plan,
    zone,
    Math.max(fromMs, RANGE_FROM_MS),
    Math.min(fromMs + CHUNK_MS, RANGE_TO_MS),
  );
  const openBeforeMs = new Float64Array(intervals.length);
  let openMs = 0;
  for (const [index, interval] of intervals.entries()) {
    openBeforeMs[index] = openMs;
    openMs += interval.toMs - interval.fromMs;
  }
  const firstOnDay = new Uint32Array(DAYS);
  for (let day = 0, index = 0; day < DAYS; day += 1) {
    while (index < intervals.length && (intervals[index]?.toMs ?? 0) <= fromMs + day * DAY_MS) index += 1;
    firstOnDay[day] = index;
  }
  const starts = Float64Array.from(intervals, (interval) => interval.fromMs);
  const ends = Float64Array.from(intervals, (interval) => interval.toMs);
  return { fromMs, starts, ends, openBeforeMs, openMs, firstOnDay };
}

/** The first interval of the chunk that ends after the instant; the number of intervals when none does. Pure. */
export function firstEndingAfter(chunk: Chunk, instantMs: number): number {
  let index = chunk.firstOnDay[Math.floor((instantMs - chunk.fromMs) / DAY_MS)] ?? 0;
  while (index < chunk.ends.length && (chunk.ends[index] as number) <= instantMs) index += 1;
  return index;
}

/** The chunk's open milliseconds before the instant, which lies in it. Pure. */
function openBefore(chunk: Chunk, instantMs: number): number {
  const index = firstEndingAfter(chunk, instantMs);
  if (index === chunk.ends.length) return chunk.openMs;
  const start = chunk.starts[index] as number;
  return (chunk.openBeforeMs[index] as number) + (instantMs > start ? instantMs - start : 0);
}

/**
 * All open intervals of a calendar from 1900 to 2199, computed by chunk when first asked for. Observably pure.
 * Callers see to it that instants lie in the range.
 */
export class OpenIndex {
  private readonly plan: DayPlan;
  private readonly zone: Zone;
  private readonly chunks: (Chunk | undefined)[] = Array.from({ length: LAST - FIRST + 1 });

  constructor(plan: DayPlan, zone: Zone) {
    this.plan = plan;
    this.zone = zone;
  }

  chunkAt(number: number): Chunk {
    return this.chunks[number - FIRST] ?? this.build(number);
  }

  /** The chunks from that of the instant to the end of the range. */
  *chunksFrom(instantMs: number): Generator<Chunk, undefined> {
    for (let number = Math.floor(instantMs / CHUNK_MS); number <= LAST; number += 1)
      yield this.chunkAt(number);
  }

  /** The open milliseconds in [fromMs, toMs). */
  openMs(fromMs: number, toMs: number): number {
    const first = Math.floor(fromMs / CHUNK_MS);
    const last = Math.floor(toMs / CHUNK_MS);
    const chunk = this.chunkAt(first);
    if (first === last) return openBefore(chunk, toMs) - openBefore(chunk, fromMs);
    let sum = chunk.openMs - openBefore(chunk, fromMs) + openBefore(this.chunkAt(last), toMs);
    for (let number = first + 1; number < last; number += 1) sum += this.chunkAt(number).openMs;
    return sum;
  }

  /** The first instant by which `openMs` > 0 of open time has passed since `fromMs`; undefined when the range ends before. */
  instantAfter(fromMs: number, openMs: number): number | undefined {
    let wantedMs = openMs;
    for (const chunk of this.chunksFrom(fromMs)) {
      if (chunk.fromMs <= fromMs) wantedMs += openBefore(chunk, fromMs);
      if (chunk.openMs >= wantedMs) {
        // The last interval with less than the wanted time before it is the one that reaches it.
        const index = lastAtOrBefore(chunk.openBeforeMs, wantedMs - 1);
        return (chunk.starts[index] as number) + wantedMs - (chunk.openBeforeMs[index] as number);
      }
      wantedMs -= chunk.openMs;
    }
    return undefined;
  }

  private build(number: number): Chunk {
    const chunk = buildChunk(this.plan, this.zone, number);
    this.chunks[number - FIRST] = chunk;
    return chunk;
  }
}
