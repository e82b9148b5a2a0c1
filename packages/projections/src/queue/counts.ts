/** Remembers what was counted, for as long as the read model it was counted in has not moved. */
export type Counts = (
  of: object,
  what: string,
  position: number,
  count: () => Promise<number>,
) => Promise<number>;

const rememberedMax = 200;

/** Counts by what they count; all are forgotten when the position moves. */
export const createCounts = (): Counts => {
  const byDatabase = new WeakMap<object, { position: number; readonly known: Map<string, number> }>();
  return async (of, what, position, count) => {
    let remembered = byDatabase.get(of);
    if (remembered?.position !== position || remembered.known.size >= rememberedMax) {
      remembered = { position, known: new Map() };
      byDatabase.set(of, remembered);
    }
    const known = remembered.known.get(what);
    if (known !== undefined) return known;
    const counted = await count();
    remembered.known.set(what, counted);
    return counted;
  };
};
