import type { Env } from '../src/index.ts';

/** A world whose time stands still until it is advanced. */
export interface SimulatedEnv extends Env {
  /** Lets `ms` pass: whoever sleeps until then wakes in order, and what they do in between is waited for. */
  advance(ms: number): Promise<void>;
  /** Sets the clock, as an operator or a faulty clock would: nobody wakes for it. */
  jumpTo(ms: number): void;
  /** How many sleep now. */
  readonly sleeping: number;
}

interface Sleeper {
  readonly wakeAtMs: number;
  wake(): void;
}

/** Gives everything that can run without time passing the chance to run. */
const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** mulberry32: small, and the same on every machine. */
const randomFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d_2b_79_f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
};

/** A simulated world from a seed, beginning at `startMs` (epoch milliseconds). Deterministic. */
export const createSimulatedEnv = (startMs: number, seed = 1): SimulatedEnv => {
  const random = randomFrom(seed);
  const sleepers = new Set<Sleeper>();
  let nowMs = startMs;
  const nextBefore = (endMs: number): Sleeper | undefined =>
    [...sleepers].filter(({ wakeAtMs }) => wakeAtMs <= endMs).toSorted((a, b) => a.wakeAtMs - b.wakeAtMs)[0];
  const hex = (digits: number): string =>
    Array.from({ length: digits }, () => Math.floor(random() * 16).toString(16)).join('');
  return {
    now: () => nowMs,
    random,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(new Error('the sleep was ended', { cause: signal.reason }));
        const end = (): void => {
          sleepers.delete(sleeper);
          reject(new Error('the sleep was ended', { cause: signal?.reason }));
        };
        const sleeper: Sleeper = {
          wakeAtMs: nowMs + Math.max(0, ms),
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', end);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', end, { once: true });
      }),
    async advance(ms) {
      const endMs = nowMs + ms;
      await settle();
      for (let next = nextBefore(endMs); next; next = nextBefore(endMs)) {
        nowMs = Math.max(nowMs, next.wakeAtMs);
        next.wake();
        await settle();
      }
      nowMs = endMs;
    },
    jumpTo(ms) {
      nowMs = ms;
    },
    get sleeping() {
      return sleepers.size;
    },
  };
};
