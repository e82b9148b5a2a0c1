import type { Env } from '@caselog/env';

export interface BackoffOptions {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Waits between attempts: doubling from `firstMs` to `mostMs`, each drawn between half and the whole of it, so that many do not come back at once. */
export interface Backoff {
  /** Resolves after the next wait, or at once when the signal aborts. Never rejects. */
  wait(signal: AbortSignal): Promise<void>;
  /** The next wait is the first again. */
  reset(): void;
}

/** Resolves after `ms`, or at once when the signal aborts: for loops that look at the signal themselves. */
export async function pause(env: Env, ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  try {
    await env.sleep(ms, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** The wait before attempt `attempt` (1 is the first repeat), jitter included, in whole milliseconds. Pure but for `env.random`. */
export const backoffMs = (env: Env, { firstMs, mostMs }: BackoffOptions, attempt: number): number =>
  Math.round(Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 40)) * (0.5 + env.random() / 2));

export function createBackoff(env: Env, options: BackoffOptions): Backoff {
  let attempt = 0;
  return {
    wait: (signal) => pause(env, backoffMs(env, options, ++attempt), signal),
    reset: () => {
      attempt = 0;
    },
  };
}
