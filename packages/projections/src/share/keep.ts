import { createBackoff, pause } from '@caselog/broadcast';
import { isDatabaseFault } from '@caselog/database';
import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import { compareWithFold } from '../compare/compare-with-fold.ts';
import type { ReadModels } from '../database/schema.ts';
import { readModelProjections } from '../read-models.ts';
import { RebuildDiffersError } from '../rebuild/errors.ts';
import { requestPending, wantedRebuilds } from '../rebuild/ledger.ts';
import type { RebuildProgress } from '../rebuild/options.ts';
import { rebuildProjections } from '../rebuild/rebuild.ts';
import {
  PositionConflictError,
  ProjectionDatabaseError,
  ShardsLostError,
  SupersededError,
} from '../runner/errors.ts';
import type { LaneNote, Progress } from '../runner/options.ts';
import { createMissingTables } from '../runner/catalogue.ts';
import { prepareProjections } from '../runner/prepare.ts';
import type { EventSource, Projection } from '../runner/projection.ts';
import { runReady } from '../runner/run.ts';
import { historyOf } from '../runner/sources.ts';
import { Member } from './member.ts';

/** What happens to the keeper of read models, for logs. */
export type KeepNote =
  | LaneNote
  /** Works on these shards from now on; `takenOver`: those of them whose process went silent. */
  | { readonly kind: 'working'; readonly shards: readonly number[]; readonly takenOver: readonly number[] }
  /** Works on none: another process does, and this one stands by. */
  | { readonly kind: 'standing-by' }
  /** The database or the share of the work was lost; it is tried again. */
  | { readonly kind: 'trouble'; readonly error: unknown }
  | { readonly kind: 'rebuilding'; readonly progress: RebuildProgress }
  | { readonly kind: 'rebuilt'; readonly model: string; readonly position: number }
  | { readonly kind: 'rebuild-failed'; readonly model: string; readonly error: unknown };

export interface KeepOptions {
  /** For this keeper alone. */
  readonly db: ReadModels;
  /** For rebuilds; on SQLite another handle than `db`, so that neither waits for the other. */
  readonly rebuildDb: ReadModels;
  readonly store: EventStore;
  /** Events live. */
  readonly source: EventSource;
  readonly env: Env;
  readonly signal: AbortSignal;
  /** Makes the projections anew at each call: a rebuild needs its own. Default: every read model. */
  readonly projections?: () => readonly Projection[];
  readonly batchSize?: number;
  readonly onProgress?: (progress: Progress) => void;
  readonly onNote?: (note: KeepNote) => void;
  /** How often it says that it lives and looks at the others; default 500. */
  readonly beatMs?: number;
  /** How long another must be silent before its shards are taken over; default 3,000. */
  readonly takeoverMs?: number;
}

/** Work on a set of shards, until stopped. */
interface Work {
  readonly shards: ReadonlySet<number>;
  /** Which generations of the read models it works on. */
  readonly models: string;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

const same = (one: ReadonlySet<number>, other: ReadonlySet<number>): boolean =>
  one.size === other.size && [...one].every((shard) => other.has(shard));

/**
 * Whether the database stands behind what was committed: read models may lose their last commits in a power cut, and are gone on with from
 * where they stand. Somebody else would have moved them forward. Pure.
 */
const wentBack = (error: unknown): boolean =>
  error instanceof PositionConflictError && error.actual !== undefined && error.actual < error.expected;

/** Whether an error passes by itself, so that it is right to try again. Pure. */
const passes = (error: unknown): boolean =>
  error instanceof ShardsLostError ||
  error instanceof SupersededError ||
  error instanceof ProjectionDatabaseError ||
  wentBack(error) ||
  isDatabaseFault(error);

/** Aborts whatever happens first: the keeper's end, or this one's own. */
const linked = (signal: AbortSignal) => {
  const stopping = new AbortController();
  return { signal: AbortSignal.any([signal, stopping.signal]), stop: () => stopping.abort() };
};

const aborting = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

class Keeper {
  readonly #options: KeepOptions;
  readonly #member: Member;
  readonly #projections: () => readonly Projection[];
  #work: Work | undefined;
  #stoodBy = false;

  constructor(options: KeepOptions) {
    const { db, env, takeoverMs = 3_000, projections = () => readModelProjections() } = options;
    this.#options = options;
    this.#projections = projections;
    this.#member = new Member({ db, env, takeoverMs });
  }

  async run(): Promise<void> {
    const { db, env, signal, onNote, beatMs = 500 } = this.#options;
    const waits = createBackoff(env, { firstMs: 100, mostMs: 2_000 });
    await this.#insist(() => createMissingTables(db, this.#projections()));
    await this.#insist(() => this.#askForPending());
    try {
      while (!signal.aborted) {
        try {
          await this.#look();
          await Promise.race([pause(env, beatMs, signal), this.#work?.ended ?? pause(env, beatMs, signal)]);
          waits.reset();
        } catch (error) {
          await this.#stopWork();
          if (!passes(error)) throw error;
          onNote?.({ kind: 'trouble', error });
          await waits.wait(signal);
        }
      }
    } finally {
      await this.#stopWork();
      await this.#leave();
    }
  }

  /** Builds what is asked for, or was begun by a process that died, until the signal aborts. */
  async rebuild(signal: AbortSignal): Promise<void> {
    const { rebuildDb, env, onNote, beatMs = 500 } = this.#options;
    while (!signal.aborted) {
      try {
        if (this.#work?.shards.has(0)) await this.#rebuildWanted(await wantedRebuilds(rebuildDb), signal);
      } catch (error) {
        if (!passes(error)) throw error;
        onNote?.({ kind: 'trouble', error });
      }
      await pause(env, beatMs, signal);
    }
  }

  /** Builds them together. Where that fails, each alone, so that one that cannot be built holds up no other. */
  async #rebuildWanted(models: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const projections = this.#projections().filter(({ name }) => models.has(name));
    if (projections.length === 0 || signal.aborted) return;
    try {
      await this.#rebuildTogether(projections, signal);
    } catch (error) {
      if (passes(error)) throw error;
      for (const { name: model } of projections)
        if (projections.length > 1) await this.#rebuildWanted(new Set([model]), signal);
        else this.#options.onNote?.({ kind: 'rebuild-failed', model, error });
    }
  }

  async #rebuildTogether(projections: readonly Projection[], signal: AbortSignal): Promise<void> {
    const { rebuildDb: db, store, env, takeoverMs, onNote } = this.#options;
    const { swappedAt, failed } = await rebuildProjections({
      db,
      projections,
      source: historyOf(store),
      env,
      signal,
      ...(takeoverMs !== undefined && { takeoverMs }),
      compare: (built, reader, model) => compareWithFold(built, store, { only: { model, reader } }),
      onProgress: (progress) => onNote?.({ kind: 'rebuilding', progress }),
    });
    for (const { name: model } of projections) {
      const error = failed.get(model);
      if (error instanceof RebuildDiffersError) onNote?.({ kind: 'rebuild-failed', model, error });
      else if (!error && swappedAt !== undefined) onNote?.({ kind: 'rebuilt', model, position: swappedAt });
    }
  }

  /** What is new here or of another version is built beside what readers see. */
  async #askForPending(): Promise<void> {
    const { db, env } = this.#options;
    const { pending } = await prepareProjections(db, this.#projections(), { env });
    await requestPending(
      db,
      pending.map(({ name }) => name),
      env,
    );
  }

  async #insist(work: () => Promise<void>): Promise<void> {
    const { env, signal, onNote } = this.#options;
    const waits = createBackoff(env, { firstMs: 100, mostMs: 2_000 });
    while (!signal.aborted) {
      try {
        return await work();
      } catch (error) {
        if (!passes(error)) throw error;
        onNote?.({ kind: 'trouble', error });
        await waits.wait(signal);
      }
    }
  }

  async #look(): Promise<void> {
    const { owned, surplus, takenOver } = await this.#member.look();
    const wanted = owned.difference(surplus);
    const models = await this.#models();
    if (this.#work && (!same(this.#work.shards, wanted) || this.#work.models !== models))
      await this.#stopWork();
    await this.#member.release(surplus);
    if (wanted.size === 0) return this.#standBy();
    if (this.#work) return;
    this.#stoodBy = false;
    this.#work = this.#start(wanted, models);
    this.#options.onNote?.({ kind: 'working', shards: [...wanted], takenOver });
  }

  #standBy(): void {
    if (!this.#stoodBy) this.#options.onNote?.({ kind: 'standing-by' });
    this.#stoodBy = true;
  }

  /** Which read models there are, in which generation: when that changes, the work begins again with the new ones. */
  async #models(): Promise<string> {
    const rows = await this.#options.db
      .selectFrom('projection')
      .select(['name', 'version', 'generation'])
      .orderBy('name')
      .execute();
    return JSON.stringify(rows);
  }

  #start(shards: ReadonlySet<number>, models: string): Work {
    const { signal, stop } = linked(this.#options.signal);
    const ended = this.#follow(shards, signal);
    // Looked at with the next beat, or by whoever stops the work.
    ended.catch(() => undefined);
    return {
      shards,
      models,
      ended,
      stop() {
        stop();
        return ended;
      },
    };
  }

  async #follow(owned: ReadonlySet<number>, signal: AbortSignal): Promise<void> {
    const { db, env, store, source, batchSize, onProgress, onNote } = this.#options;
    const prepared = await prepareProjections(db, this.#projections(), { env, owned });
    if (prepared.ready.length === 0) return aborting(signal);
    await runReady(prepared, {
      db,
      source,
      env,
      signal,
      streams: store,
      share: { owned, fence: (trx) => this.#member.fence(trx, owned) },
      ...(batchSize !== undefined && { batchSize }),
      ...(onProgress && { onProgress }),
      ...(onNote && { onNote }),
    });
    if (!signal.aborted) throw new Error('the source of events ended by itself');
  }

  async #stopWork(): Promise<void> {
    const work = this.#work;
    this.#work = undefined;
    try {
      await work?.stop();
    } catch (error) {
      // What passes was told when it ended the work, or does not matter any more: the work begins again, or is over.
      if (!passes(error)) throw error;
    }
  }

  async #leave(): Promise<void> {
    try {
      await this.#member.leave();
    } catch (error) {
      // Its shards are taken over once it is silent.
      this.#options.onNote?.({ kind: 'trouble', error });
    }
  }
}

/**
 * Keeps the read models up to date until the signal aborts, sharing the work with every other process that does the same: each works on
 * its part of the shards, and what one that dies leaves is taken over within seconds. An event that cannot be taken holds
 * back its own ticket alone. Read models that are new, of another version, or asked for are rebuilt beside the live ones.
 * Trouble with the database is waited out. @throws PositionConflictError when something moves the read models that shares no shards, and
 * what the source throws
 */
export const keepReadModels = async (options: KeepOptions): Promise<void> => {
  const ending = linked(options.signal);
  const keeper = new Keeper({ ...options, signal: ending.signal });
  const keeping = async (work: Promise<void>): Promise<void> => {
    try {
      await work;
    } finally {
      ending.stop();
    }
  };
  const outcomes = await Promise.allSettled([keeping(keeper.run()), keeping(keeper.rebuild(ending.signal))]);
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
};
