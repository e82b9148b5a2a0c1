import { StoreClosedError } from '@caselog/event-store';
import type { Settings } from './settings.ts';

/** Sleeps; false when the signal ended it. */
async function slept({ env }: Pick<Settings, 'env'>, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  try {
    await env.sleep(ms, signal);
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}

/** Pauses between attempts: doubling, with chance in them so that many clients do not come back at the same moment. */
export class BackOff {
  readonly #settings: Settings;
  readonly #operation: string;
  #attempt = 0;

  constructor(settings: Settings, operation: string) {
    this.#settings = settings;
    this.#operation = operation;
  }

  reset(): void {
    this.#attempt = 0;
  }

  /** Tells of the failure and pauses. False when the signal ended the pause. */
  async pause(error: unknown, signal: AbortSignal): Promise<boolean> {
    const { retryDelayMsMin, retryDelayMsMax, env, onRetry } = this.#settings;
    const full = Math.min(retryDelayMsMax, retryDelayMsMin * 2 ** Math.min(this.#attempt, 30));
    const delayMs = Math.ceil(full * (1 - env.random() / 2));
    this.#attempt += 1;
    onRetry({ operation: this.#operation, attempt: this.#attempt, delayMs, error });
    return slept(this.#settings, delayMs, signal);
  }
}

/** Nothing came for too long. */
export class StalledError extends Error {
  constructor(ms: number) {
    super(`nothing came for ${ms} ms`);
    this.name = 'StalledError';
  }
}

interface Watch {
  readonly ms: number;
  /** Changes whenever something came. */
  readonly progress?: () => number;
  /** The store closes: nobody waits any more. */
  readonly signal?: AbortSignal;
}

/**
 * Waits for `work`, but gives up with {@link StalledError} when nothing came for `ms` milliseconds, and with `StoreClosedError` when the
 * signal aborts. What `work` comes to later is of no interest any more.
 */
export async function watched<T>(
  settings: Pick<Settings, 'env'>,
  { ms, progress = () => 0, signal }: Watch,
  work: Promise<T>,
): Promise<T> {
  const done = new AbortController();
  const either = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  const watch = async (): Promise<T> => {
    for (;;) {
      const seen = progress();
      if (!(await slept(settings, ms, either))) break;
      if (progress() === seen) throw new StalledError(ms);
    }
    if (signal?.aborted && !done.signal.aborted) throw new StoreClosedError();
    return work;
  };
  try {
    return await Promise.race([work, watch()]);
  } finally {
    done.abort();
  }
}
