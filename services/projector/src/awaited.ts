/** Something that may come later, and a signal for those who do something else until then. */
export interface Awaited<Value> {
  /** Undefined until it has come. */
  readonly value: Value | undefined;
  /** Aborts when it comes, or when `end` aborts. */
  readonly signal: AbortSignal;
}

/** Watches for a value. A promise of nothing, or one that rejects, counts as one that never comes: who made it reports why. */
export const awaited = <Value>(
  coming: Value | Promise<Value | undefined> | undefined,
  end: AbortSignal,
): Awaited<Value> => {
  if (coming === undefined) return { value: undefined, signal: end };
  const arrival = new AbortController();
  const found: { value: Value | undefined; readonly signal: AbortSignal } = {
    value: undefined,
    signal: AbortSignal.any([end, arrival.signal]),
  };
  Promise.resolve(coming).then(
    (value) => {
      found.value = value;
      if (value !== undefined) arrival.abort();
    },
    () => undefined,
  );
  return found;
};
