const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The first Monday after the epoch: weeks begin on Mondays, days and hours at their beginning, all in UTC. */
const anchorMs = 4 * dayMs;

/** How far apart instants of a period lie, so that there are neither too few nor too many. Pure. */
const stepOf = (fromMs: number, toMs: number): number => {
  const lastsMs = toMs - fromMs;
  if (lastsMs <= 4 * dayMs) return hourMs;
  return lastsMs <= 400 * dayMs ? dayMs : 7 * dayMs;
};

/** The instants of a grid behind `fromMs` and up to `toMs`, which is the last of them. Pure. */
export const gridOf = (fromMs: number, toMs: number): readonly number[] => {
  const stepMs = stepOf(fromMs, toMs);
  const instants: number[] = [];
  const first = Math.floor((fromMs - anchorMs) / stepMs) * stepMs + anchorMs + stepMs;
  for (let atMs = first; atMs < toMs; atMs += stepMs) instants.push(atMs);
  return [...instants, toMs];
};

/** The index of the first instant that is not before `atMs`; the length when all are. Pure. */
export const firstFrom = (instants: readonly number[], atMs: number): number => {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (instants[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
};
