import type { DatabaseSync } from 'node:sqlite';
import type { Env } from '@caselog/env';
import type { Bell } from '@caselog/event-store';

export interface WatchOptions {
  /** A connection that does not write: its data version changes whenever any other one commits, in whichever process. */
  readonly db: DatabaseSync;
  readonly bell: Bell;
  readonly env: Env;
  readonly pollMs: number;
  /** Aborts when the store closes. */
  readonly signal: AbortSignal;
}

/** Rings the bell when another process has written, as long as somebody follows. */
export interface Watch {
  /** Passes the batches on, watching meanwhile. */
  during<T>(batches: AsyncIterable<T>): AsyncIterable<T>;
  /** Throws what made the watch fail, so that those who follow learn of it and do not wait for ever. */
  assertSound(): void;
}

export function createWatch({ db, bell, env, pollMs, signal }: WatchOptions): Watch {
  const dataVersion = db.prepare('PRAGMA data_version', { returnArrays: true });
  const look = () => (dataVersion.get() as unknown as [number])[0];
  const isNeeded = () => followers > 0 && !signal.aborted;
  let followers = 0;
  let isPolling = false;
  let failure: { readonly error: unknown } | undefined;

  async function poll(): Promise<void> {
    let seen = look();
    // Whatever came between the last watch and this one.
    bell.ring();
    while (isNeeded()) {
      const now = look();
      if (now !== seen) bell.ring();
      seen = now;
      await env.sleep(pollMs);
    }
  }

  async function start(): Promise<void> {
    isPolling = true;
    failure = undefined;
    try {
      await poll();
    } catch (error) {
      failure = { error };
      bell.ring();
    }
    isPolling = false;
  }

  return {
    async *during(batches) {
      followers += 1;
      if (!isPolling) void start();
      try {
        yield* batches;
      } finally {
        followers -= 1;
      }
    },
    assertSound() {
      if (failure) throw failure.error;
    },
  };
}
