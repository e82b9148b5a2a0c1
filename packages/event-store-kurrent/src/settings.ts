import type { Env } from '@caselog/env';
import { InvalidSettingError } from './errors.ts';

/** What a store did again after a failure; for logs and counters. */
export interface Retry {
  /** `append to ticket-…`, `read all`, `subscribe` … */
  readonly operation: string;
  /** From 1. Counted anew after each success. */
  readonly attempt: number;
  readonly delayMs: number;
  readonly error: unknown;
}

export interface KurrentStoreOptions {
  /**
   * `kurrentdb://user:password@host:2113?tls=true`, several hosts with commas, or `kurrentdb+discover://` for a name with a DNS record.
   * `esdb` works too. TLS, its files and the account stand in it.
   */
  readonly connectionString: string;
  readonly env: Env;
  /** How long an append may take with all its attempts; default 10,000. */
  readonly deadlineMs?: number;
  /** How long a read may go without an event, while all attempts fail or the server searches; default 60,000. */
  readonly readDeadlineMs?: number;
  /** The pause after the first failure; it doubles up to `retryDelayMsMax`, less up to half of it by chance. Default 50. */
  readonly retryDelayMsMin?: number;
  /** Default 5000. */
  readonly retryDelayMsMax?: number;
  /** Appends on their way at a time; further ones wait. Default 256. */
  readonly appendsInFlightMax?: number;
  /** Events that a subscription holds for a slow reader before it stops the flow; default 1000. */
  readonly subscriptionBufferMax?: number;
  /** Event ids kept in memory to recognise repeats without reading; default 200,000, about 100 bytes each. */
  readonly knownIdsMax?: number;
  /** Called before each pause. */
  readonly onRetry?: (retry: Retry) => void;
}

export type Settings = Required<Omit<KurrentStoreOptions, 'connectionString'>>;

const defaults = {
  deadlineMs: 10_000,
  readDeadlineMs: 60_000,
  retryDelayMsMin: 50,
  retryDelayMsMax: 5000,
  appendsInFlightMax: 256,
  subscriptionBufferMax: 1000,
  knownIdsMax: 200_000,
};

/** The settings with their defaults. Pure. Throws {@link InvalidSettingError}. */
export function settingsOf(options: KurrentStoreOptions): Settings {
  const { env, onRetry = () => {} } = options;
  const numbers: Record<keyof typeof defaults, number> = { ...defaults };
  for (const name of Object.keys(defaults) as (keyof typeof defaults)[]) {
    const value = options[name] ?? defaults[name];
    if (!Number.isSafeInteger(value) || value < 1) throw new InvalidSettingError(name, value, 1);
    numbers[name] = value;
  }
  return { ...numbers, env, onRetry };
}
