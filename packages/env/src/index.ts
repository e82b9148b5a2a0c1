import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * The only door to time, chance and identity. Everything that waits, draws or names takes an `Env`, so the whole engine
 * can run in simulated time from a seed. Lint bans the globals (`Date.now`, `Math.random`, timers) elsewhere.
 */
export interface Env {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Resolves after `ms` milliseconds; rejects with an `AbortError`, its cause the signal's reason, when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
  /** A fresh UUID. */
  uuid(): string;
}

/** The real world: the system clock, its timers and its random source. Not pure. */
export const systemEnv: Env = {
  now: () => Date.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }),
  random: () => Math.random(),
  uuid: () => randomUUID(),
};

/** The instant `ms` (epoch milliseconds) as ISO 8601 in UTC with milliseconds, the form every event carries. Pure. */
export const toInstant = (ms: number): string => {
  // Whatever happens to one command happens within a millisecond or two, and each step of it asks.
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
};

let lastMs = Number.NaN;
let lastText = '';
