import type { QuarantinedLane } from '@caselog/broadcast';
import { createSqlQuarantine, isDatabaseFault } from '@caselog/database';
import { toInstant } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModelsTransaction } from '../database/schema.ts';
import { type Batch, batchOf, halvesOf, leastOf, ownPart, Selection } from './batch.ts';
import {
  PositionConflictError,
  ProjectionDatabaseError,
  ProjectionEventError,
  ShardsLostError,
  SupersededError,
} from './errors.ts';
import { laneStoppedAt, type HeldBack } from './lanes.ts';
import type { LaneNote, RunOptions } from './options.ts';
import { movePositions, type Stand } from './positions.ts';

/** A projection with where it stands and what it holds back. */
export interface Running extends Stand {
  readonly positions: Map<number, number>;
  readonly held: HeldBack;
}

/** Which projection an error came from, so that it can be named. */
export class ApplyError extends Error {
  readonly projection: string;
  constructor(projection: string, cause: unknown) {
    super(`projection ${projection} failed`, { cause });
    this.projection = projection;
  }
}

type Parks = ReadonlyMap<string, QuarantinedLane>;

const isAboutRunners = (error: unknown): boolean =>
  error instanceof PositionConflictError ||
  error instanceof SupersededError ||
  error instanceof ShardsLostError;

/** Takes batches into the read models of one run: for each, effect and position in one transaction. */
export class Taker {
  running: readonly Running[];
  readonly shards: number;
  readonly #options: RunOptions;
  readonly #owned: ReadonlySet<number>;
  /** The row in which this run counts: of all its shards the first, which is nobody else's. */
  readonly lane: number;

  constructor(running: readonly Running[], shards: number, options: RunOptions) {
    this.running = running;
    this.shards = shards;
    this.#options = options;
    this.#owned = options.share?.owned ?? new Set(Array.from({ length: shards }, (_, shard) => shard));
    this.lane = Math.min(...this.#owned);
  }

  /** Everything up to here is taken by all. */
  get position(): number {
    return Math.min(...this.running.map(({ positions }) => leastOf(positions)));
  }

  /** Goes on without one of them. */
  leave(one: Running): void {
    this.running = this.running.filter((other) => other !== one);
  }

  forget(): void {
    for (const { projection } of this.running) projection.forget();
  }

  /** @throws ProjectionEventError, ProjectionDatabaseError, PositionConflictError, SupersededError, ShardsLostError */
  async take(batch: Batch): Promise<void> {
    await this.#take(ownPart(batch, this.shards, this.#owned));
  }

  /** Runs work of this run in a transaction. @throws ApplyError what `apply` threw, and the errors of {@link take} */
  async transact<Result>(work: (trx: ReadModelsTransaction) => Promise<Result>): Promise<Result> {
    const { db, share } = this.#options;
    try {
      return await db.transaction().execute(async (trx) => {
        await share?.fence(trx);
        return work(trx);
      });
    } catch (error) {
      this.forget();
      if (isAboutRunners(error)) throw error;
      const cause = error instanceof ApplyError ? error.cause : error;
      if (error instanceof ApplyError && !isDatabaseFault(cause)) throw error;
      throw new ProjectionDatabaseError(this.position, { cause });
    }
  }

  async apply(trx: ReadModelsTransaction, one: Running, events: readonly RecordedEvent[]): Promise<void> {
    if (events.length === 0) return;
    await this.#as(one, () => one.projection.fold(trx, events));
    await this.#as(one, () => one.projection.write(trx, this.lane));
  }

  /**
   * Folds events of which nothing is written yet: `write` does that, for all that were folded before it. For what has no lanes to stop: an
   * event that cannot be taken fails all of them. @throws ApplyError
   */
  async fold(events: readonly RecordedEvent[]): Promise<void> {
    const selection = new Selection(batchOf(events), this.shards);
    try {
      for (const one of this.running) {
        const shown = selection.for(one);
        if (shown.length > 0) await this.#as(one, () => one.projection.fold(this.#options.db, shown));
      }
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  /** Writes what was folded up to `to`, in one transaction that does not wait for anything else. @throws what {@link take} throws */
  async write(to: number): Promise<void> {
    const updatedAt = toInstant(this.#options.env.now());
    await this.transact(async (trx) => {
      for (const one of this.running)
        if (await movePositions(trx, one, { to, updatedAt }))
          await this.#as(one, () => one.projection.write(trx, this.lane));
    });
    this.#stand(to);
  }

  async #as({ projection }: Running, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      throw new ApplyError(projection.name, error);
    }
  }

  #stand(to: number): void {
    for (const { positions } of this.running)
      for (const [shard, position] of positions) positions.set(shard, Math.max(position, to));
  }

  /** When a batch fails it is halved until the event that cannot be taken stands alone; all before it are committed. */
  async #take(batch: Batch): Promise<void> {
    try {
      await this.#commit(batch, new Map());
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      if (batch.events.length === 1) return this.#stop(batch, error);
      for (const half of halvesOf(batch)) await this.#take(half);
    }
  }

  /** Stops the lane of a batch's only event in each read model that cannot take it, and takes it into the others. */
  async #stop(batch: Batch, first: ApplyError): Promise<void> {
    const { streams, onNote } = this.#options;
    const event = batch.events[0]!;
    const parks = new Map<string, QuarantinedLane>();
    const notes: LaneNote[] = [];
    for (let failure = first; ;) {
      const { projection, cause } = failure;
      if (!streams) throw new ProjectionEventError(projection, event, { cause });
      const note = laneStoppedAt(projection, event, cause, { ...this.#options, attempts: 1 });
      notes.push(note);
      parks.set(projection, note.lane);
      try {
        await this.#commit(batch, parks);
        for (const told of notes) onNote?.(told);
        return;
      } catch (error) {
        if (!(error instanceof ApplyError)) throw error;
        failure = error;
      }
    }
  }

  /** One transaction: for each projection its effect and its position, or nothing of any. */
  async #commit(batch: Batch, parks: Parks): Promise<void> {
    const { to } = batch;
    const updatedAt = toInstant(this.#options.env.now());
    const selection = new Selection(batch, this.shards);
    await this.transact(async (trx) => {
      for (const one of this.running) {
        if (!(await movePositions(trx, one, { to, updatedAt }))) continue;
        const lane = parks.get(one.projection.name);
        if (lane) await createSqlQuarantine(trx).park(lane);
        else await this.apply(trx, one, selection.for(one));
      }
    });
    this.#stand(to);
    for (const { held, projection } of this.running) {
      const lane = parks.get(projection.name);
      if (lane) held.lanes.set(lane.stream, lane);
    }
  }
}
