/** Wakes everybody who waits for something new. Rings are counted, so one that falls between a look and a wait is not lost. */
export interface Bell {
  /** How often it has rung. */
  readonly rings: number;
  ring(): void;
  /** Resolves once it has rung more than `rings` times, or the signal aborts. Never rejects. */
  waitBeyond(rings: number, signal: AbortSignal): Promise<void>;
}

/** A new bell, silent so far. */
export function createBell(): Bell {
  let rings = 0;
  const waiting = new Set<() => void>();
  return {
    get rings() {
      return rings;
    },
    ring() {
      rings += 1;
      const woken = [...waiting];
      waiting.clear();
      for (const wake of woken) wake();
    },
    waitBeyond(seen, signal) {
      if (rings > seen || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = () => {
          waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    },
  };
}
