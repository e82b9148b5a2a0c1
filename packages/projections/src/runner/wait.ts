import type { Env } from '@caselog/env';
import type { ReadModels } from '../database/schema.ts';
import { projectionPositions } from './positions.ts';

export interface WaitOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly env: Env;
}

export interface Waited {
  readonly reached: boolean;
  /** Where the projection stood at the last look. */
  readonly position: number;
}

const pollMs = 3;

/** One look serves everybody who waits on this database, however many they are. */
class Lookout {
  readonly #db: ReadModels;
  #next: Promise<ReadonlyMap<string, number>> | undefined;
  constructor(db: ReadModels) {
    this.#db = db;
  }

  /** The positions, read after a short sleep that callers share. */
  look(env: Env): Promise<ReadonlyMap<string, number>> {
    this.#next ??= this.#sleepAndRead(env);
    return this.#next;
  }

  async now(): Promise<ReadonlyMap<string, number>> {
    const positions = await projectionPositions(this.#db);
    return new Map(positions.map(({ name, position }) => [name, position]));
  }

  async #sleepAndRead(env: Env): Promise<ReadonlyMap<string, number>> {
    try {
      await env.sleep(pollMs);
    } finally {
      // Who comes from here on must not be told of a look that began before.
      this.#next = undefined;
    }
    return this.now();
  }
}

const lookouts = new WeakMap<ReadModels, Lookout>();
const lookoutOf = (db: ReadModels): Lookout => {
  const lookout = lookouts.get(db) ?? new Lookout(db);
  lookouts.set(db, lookout);
  return lookout;
};

/**
 * Waits until a projection has taken everything up to `position`: with the position of a command's answer, until one's own
 * write can be read. Resolves with where it stands when the time is up or the signal aborts; never rejects for being late.
 */
export const waitForPosition = async (
  db: ReadModels,
  name: string,
  position: number,
  { timeoutMs, signal, env }: WaitOptions,
): Promise<Waited> => {
  const lookout = lookoutOf(db);
  const giveUpAt = env.now() + timeoutMs;
  let at = (await lookout.now()).get(name) ?? 0;
  while (at < position && env.now() < giveUpAt) {
    if (signal?.aborted) break;
    at = (await lookout.look(env)).get(name) ?? 0;
  }
  return { reached: at >= position, position: at };
};
