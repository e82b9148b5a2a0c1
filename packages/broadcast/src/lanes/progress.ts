/** One event on its way through the lanes. */
export interface Tracked {
  readonly position: number;
  settled: boolean;
}

/** Events settle in any order; what may be checkpointed is the position before the first that has not. */
export interface Progress {
  /** Everything up to here is settled. */
  readonly settledPosition: number;
  /** How many are on their way. */
  readonly open: number;
  track(position: number): Tracked;
  settle(tracked: Tracked): void;
}

export function createProgress(after: number): Progress {
  let settledPosition = after;
  let open = 0;
  let first = 0;
  let line: Tracked[] = [];
  const advance = () => {
    while (line[first]?.settled) {
      settledPosition = line[first]!.position;
      first += 1;
    }
    if (first < 1_024 || first * 2 < line.length) return;
    line = line.slice(first);
    first = 0;
  };
  return {
    get settledPosition() {
      return settledPosition;
    },
    get open() {
      return open;
    },
    track(position) {
      const tracked = { position, settled: false };
      line.push(tracked);
      open += 1;
      return tracked;
    },
    settle(tracked) {
      if (tracked.settled) return;
      tracked.settled = true;
      open -= 1;
      advance();
    },
  };
}
