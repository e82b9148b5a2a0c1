/** Times of one kind, in milliseconds. All null when `n` is 0. */
export interface TimeStatistics {
  readonly n: number;
  readonly totalMs: number;
  readonly meanMs: number | null;
  readonly medianMs: number | null;
  readonly minMs: number | null;
  readonly maxMs: number | null;
}

/**
 * The quantile `p` (0 to 1) of values sorted upwards, interpolated between neighbours: type 7 of Hyndman and Fan, which R, NumPy and pm4py
 * take. Pure. @throws RangeError when there are no values
 */
export const quantile = (sorted: ArrayLike<number>, p: number): number => {
  if (sorted.length === 0) throw new RangeError(`there is no quantile ${p} of no values`);
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
};

/** Sums up values, which are sorted in place. */
export const timeStatistics = (values: Float64Array): TimeStatistics => {
  const n = values.length;
  if (n === 0) return { n, totalMs: 0, meanMs: null, medianMs: null, minMs: null, maxMs: null };
  values.sort();
  let totalMs = 0;
  for (const value of values) totalMs += value;
  return {
    n,
    totalMs,
    meanMs: totalMs / n,
    medianMs: quantile(values, 0.5),
    minMs: values[0]!,
    maxMs: values[n - 1]!,
  };
};

/** Values gathered under keys from 0 on, sorted out once they are all there. */
export class Samples {
  readonly #keys: number[] = [];
  readonly #values: number[] = [];
  readonly #counts: number[] = [];

  add(key: number, value: number): void {
    this.#keys.push(key);
    this.#values.push(value);
    this.#counts[key] = (this.#counts[key] ?? 0) + 1;
  }

  /** The values of each of `keys` keys. */
  split(keys: number): Float64Array[] {
    const split = Array.from({ length: keys }, (_, key) => new Float64Array(this.#counts[key] ?? 0));
    const next = new Uint32Array(keys);
    for (const [place, key] of this.#keys.entries()) {
      split[key]![next[key]!] = this.#values[place]!;
      next[key]! += 1;
    }
    return split;
  }
}
