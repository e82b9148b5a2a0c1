/** Remembers what was counted, for as long as the read model it was counted in has not moved. */
export type Counts = (
  of: object,
  what: string,
  mark: string,
  count: () => Promise<number>,
) => Promise<number>;

const rememberedMax = 200;

/** Counts by what they count; all are forgotten when the read model's mark is another. */
export const createCounts = (): Counts => {
  const byDatabase = new WeakMap<object, { mark: string; readonly known: Map<string, number> }>();
  return async (of, what, mark, count) => {
    let remembered = byDatabase.get(of);
    if (remembered?.mark !== mark || remembered.known.size >= rememberedMax) {
      remembered = { mark, known: new Map() };
      byDatabase.set(of, remembered);
    }
    const known = remembered.known.get(what);
    if (known !== undefined) return known;
    const counted = await count();
    remembered.known.set(what, counted);
    return counted;
  };
};
