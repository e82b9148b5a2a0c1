import { DAY_MS, lastAtOrBefore, RANGE_FROM_MS, RANGE_TO_MS } from './range.ts';

/** A stretch of instants during which a zone's clocks keep one distance from UTC. */
interface OffsetSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly offsetMs: number;
}

/**
 * The clocks of one IANA zone. Wall times are "wall milliseconds": the epoch milliseconds at which a clock in UTC would
 * read the same date and time.
 */
export interface Zone {
  readonly id: string;
  /** What a clock in the zone reads at the instant, in wall milliseconds. */
  wallAt(instantMs: number): number;
  /** The stretches of one offset that cover [fromMs, toMs), in order, clipped to it. */
  spans(fromMs: number, toMs: number): OffsetSpan[];
  /**
   * The first instant at which the zone's clocks read `wallMs` or later: the end of a gap for times that a gap skips, the
   * first of the two for times that come twice.
   */
  firstInstantAt(wallMs: number): number;
}

/** Whether `id` names a zone of the IANA data at hand. A fixed offset such as `+05:30` is none. Pure. */
export function isZone(id: string): boolean {
  if (!/^[A-Za-z]/.test(id)) return false;
  try {
    return new Temporal.ZonedDateTime(0n, id).timeZoneId !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

// Beyond the range on both sides: local days reach over its ends, and so do the chunks of the index.
const FROM_MS = RANGE_FROM_MS - 400 * DAY_MS;
const TO_MS = RANGE_TO_MS + 400 * DAY_MS;

function transitions(id: string): { fromMs: Float64Array; offsetMs: Float64Array } {
  const fromMs: number[] = [];
  const offsetMs: number[] = [];
  let at: Temporal.ZonedDateTime | null =
    Temporal.Instant.fromEpochMilliseconds(FROM_MS).toZonedDateTimeISO(id);
  while (at !== null && at.epochMilliseconds < TO_MS) {
    fromMs.push(at.epochMilliseconds);
    offsetMs.push(at.offsetNanoseconds / 1_000_000);
    at = at.getTimeZoneTransition('next');
  }
  return { fromMs: Float64Array.from(fromMs), offsetMs: Float64Array.from(offsetMs) };
}

const compiled = new Map<string, Zone>();

/**
 * Reads the zone's transitions from 1900 to 2199 out of Temporal, so that every later question is arithmetic. Observably
 * pure: a zone is read once.
 */
export function compileZone(id: string): Zone {
  const known = compiled.get(id);
  if (known !== undefined) return known;
  const zone = readZone(id);
  compiled.set(id, zone);
  return zone;
}

function readZone(id: string): Zone {
  const { fromMs: starts, offsetMs: offsets } = transitions(id);
  const span = (index: number): OffsetSpan => ({
    fromMs: starts[index] ?? FROM_MS,
    toMs: starts[index + 1] ?? TO_MS,
    offsetMs: offsets[index] ?? 0,
  });
  const wallAt = (instantMs: number) => instantMs + span(lastAtOrBefore(starts, instantMs)).offsetMs;
  const spans = (fromMs: number, toMs: number): OffsetSpan[] => {
    const found: OffsetSpan[] = [];
    for (let index = Math.max(0, lastAtOrBefore(starts, fromMs)); index < starts.length; index += 1) {
      const whole = span(index);
      if (whole.fromMs >= toMs) break;
      found.push({
        fromMs: Math.max(fromMs, whole.fromMs),
        toMs: Math.min(toMs, whole.toMs),
        offsetMs: whole.offsetMs,
      });
    }
    return found;
  };
  const firstInstantAt = (wallMs: number): number => {
    // No zone is, or moves its clocks, more than a day and a half from UTC.
    const near = spans(wallMs - 1.5 * DAY_MS, wallMs + 1.5 * DAY_MS);
    const first = near.find(({ toMs, offsetMs }) => wallMs - offsetMs < toMs);
    return first === undefined ? wallMs : Math.max(first.fromMs, wallMs - first.offsetMs);
  };
  return { id, wallAt, spans, firstInstantAt };
}
