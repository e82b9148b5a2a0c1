export const DAY_MS = 86_400_000;

/** Calendars are computed for 1900-01-01T00:00Z ≤ instant < 2200-01-01T00:00Z: a bound for every search. */
export const RANGE_FROM_MS = Date.UTC(1900, 0, 1);
export const RANGE_TO_MS = Date.UTC(2200, 0, 1);

/** Whether the epoch milliseconds are a whole number inside the range. Pure. */
export const inRange = (instantMs: number): boolean =>
  Number.isSafeInteger(instantMs) && instantMs >= RANGE_FROM_MS && instantMs < RANGE_TO_MS;

/** The index of the last element of the ascending `values` that is ≤ `wanted`, or -1. Pure. */
export function lastAtOrBefore(values: Float64Array, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? Infinity) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
