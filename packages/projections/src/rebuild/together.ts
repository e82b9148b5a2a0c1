import { pause, shardOf } from '@caselog/broadcast';
import { databaseKind } from '@caselog/database';
import { sql } from 'kysely';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { batchOf, leastOf } from '../runner/batch.ts';
import { visibleTo } from '../runner/lanes.ts';
import { shardPositions } from '../runner/positions.ts';
import { ApplyError, Taker } from '../runner/taker.ts';
import { RebuildDiffersError } from './errors.ts';
import { beat, endRebuild } from './ledger.ts';
import type { Candidate } from './make.ts';
import type { Rebuilt, RebuildOptions, RebuildProgress } from './options.ts';
import { shadowName } from './shadow.ts';
import { builtAs, dropFormer, holdStill, isReadersTurn, swapIn } from './swap.ts';

const batchSizeDefault = 10_000;
/** Events read and folded at once: they are gone before the next are read, so that the collector of garbage has little to move. */
const pieceSizeMax = 500;
/** How near to the live model a rebuild is before it holds that still. */
const nearEvents = 2_000;

type Live = ReadonlyMap<Candidate, ReadonlyMap<number, number>>;

const leastLive = (live: Live): number => Math.min(...[...live.values()].map(leastOf));
const mostLive = (live: Live): number =>
  Math.max(...[...live.values()].flatMap((shards) => [...shards.values()]));

/** Read models, built together beside the live ones. */
export class Rebuild {
  readonly #options: RebuildOptions;
  readonly #taker: Taker;
  readonly #startedAtMs: number;
  readonly #differ = new Map<string, RebuildDiffersError>();
  #candidates: readonly Candidate[];
  #events = 0;
  #head = 0;

  constructor(options: RebuildOptions, candidates: readonly Candidate[], shards: number) {
    this.#options = options;
    this.#candidates = candidates;
    this.#startedAtMs = options.env.now();
    const { db, source, env, signal } = options;
    const owned = new Set(Array.from({ length: shards }, (_, shard) => shard));
    this.#taker = new Taker(
      candidates.map(({ running }) => running),
      shards,
      {
        db,
        source,
        env,
        signal,
        streams: { readStream: () => Promise.resolve([]) },
        share: { owned, fence: (trx) => this.#beat(trx) },
      },
    );
  }

  async run(): Promise<Rebuilt> {
    const { signal } = this.#options;
    this.#forget();
    await this.#catchUp();
    if (signal.aborted) return this.#ended(undefined);
    await this.#finish();
    while (this.#candidates.length > 0) {
      await this.#catchUp();
      if (signal.aborted) return this.#ended(undefined);
      const swappedAt = await this.#swap();
      if (swappedAt !== undefined) return this.#ended(swappedAt);
    }
    return this.#ended(undefined);
  }

  #forget(): void {
    for (const projection of this.#options.projections) projection.forget();
  }

  #ended(swappedAt: number | undefined): Rebuilt {
    this.#forget();
    if (swappedAt !== undefined) this.#tell('swapped');
    return { swappedAt, events: this.#events, failed: this.#differ };
  }

  #figures() {
    const { position } = this.#taker;
    const seconds = (this.#options.env.now() - this.#startedAtMs) / 1_000;
    const eventsPerS = seconds > 0 && this.#events > 0 ? this.#events / seconds : null;
    return { position, head: Math.max(this.#head, position), eventsPerS };
  }

  #tell(phase: RebuildProgress['phase'], candidates: readonly Candidate[] = this.#candidates): void {
    const model = candidates.map(({ claim }) => claim.model).join(', ');
    this.#options.onProgress?.({ model, phase, ...this.#figures() });
  }

  async #beat(db: ReadModels): Promise<void> {
    for (const { claim } of this.#candidates) await beat(db, claim, this.#figures(), this.#options.env);
  }

  async #live(): Promise<Live> {
    const live = new Map<Candidate, ReadonlyMap<number, number>>();
    for (const candidate of this.#candidates)
      live.set(candidate, await shardPositions(this.#options.db, candidate.reference));
    return live;
  }

  /** Takes history until it is near the live models, never beyond the least of their shards. */
  async #catchUp(): Promise<void> {
    const { signal } = this.#options;
    for (;;) {
      const live = await this.#live();
      const to = leastLive(live);
      this.#head = mostLive(live);
      if (this.#taker.position >= to || signal.aborted) return;
      await this.#takeUntil(to);
      if (this.#head - this.#taker.position < nearEvents && leastLive(await this.#live()) - to < nearEvents)
        return;
    }
  }

  /**
   * Events are folded as they come, while others may write; a transaction writes what came of many and does nothing else, for a connection
   * of this process that met its lock would hold all of the process up.
   */
  async #takeUntil(to: number): Promise<void> {
    const { source, signal, batchSize = batchSizeDefault } = this.#options;
    const pieceSize = Math.min(pieceSizeMax, batchSize);
    while (this.#taker.position < to && !signal.aborted) {
      try {
        let folded = 0;
        let reached = this.#taker.position;
        for await (const events of source({ after: reached, batchSize: pieceSize, signal })) {
          const within = events.filter(({ position }) => position <= to);
          if (within.length > 0) await this.#taker.fold(within);
          folded += within.length;
          reached = within.at(-1)?.position ?? reached;
          const isLast = events.at(-1)!.position >= to || signal.aborted;
          if (folded < batchSize && !isLast) continue;
          await this.#write(reached, folded);
          folded = 0;
          if (isLast) return;
        }
        if (folded > 0) await this.#write(reached, folded);
        return;
      } catch (error) {
        if (!(error instanceof ApplyError)) throw error;
        await this.#takeOneBatch(to);
      }
    }
  }

  async #write(to: number, events: number): Promise<void> {
    await this.#taker.write(to);
    this.#events += events;
    this.#tell('building');
  }

  /** As the live models take events: the lane of one that cannot be taken stops, and all others go on. */
  async #takeOneBatch(to: number): Promise<void> {
    const { source, signal, batchSize = batchSizeDefault } = this.#options;
    for await (const events of source({ after: this.#taker.position, batchSize, signal })) {
      const within = events.filter(({ position }) => position <= to);
      if (within.length > 0) await this.#taker.take(batchOf(within));
      this.#events += within.length;
      this.#tell('building');
      return;
    }
  }

  /** What is quicker once than with every event, and the comparison. What differs is left behind. */
  async #finish(): Promise<void> {
    const { compare, db, env } = this.#options;
    for (const candidate of this.#candidates) await finish(candidate);
    if (!compare) return;
    for (const candidate of this.#candidates) {
      const { built, claim } = candidate;
      this.#tell('comparing', [candidate]);
      const differences = await this.#alive(compare(built, builtAs(claim.model), claim.model));
      if (differences.length === 0) continue;
      const error = new RebuildDiffersError(claim.model, differences);
      this.#differ.set(claim.model, error);
      await endRebuild(db, claim, { status: 'failed', reason: `${error.name}: ${error.message}` }, env);
      this.#leave(candidate);
    }
  }

  #leave(candidate: Candidate): void {
    this.#candidates = this.#candidates.filter((other) => other !== candidate);
    this.#taker.leave(candidate.running);
  }

  /** Beats while something long goes on, so that nobody takes over. */
  async #alive<Result>(work: Promise<Result>): Promise<Result> {
    const { db, env } = this.#options;
    const ended = new AbortController();
    const beating = (async () => {
      while (!ended.signal.aborted) {
        await this.#beat(db);
        await pause(env, 500, ended.signal);
      }
    })();
    try {
      return await Promise.race([work, beating.then(() => work)]);
    } finally {
      ended.abort();
      await beating;
    }
  }

  /** Holds the live models still, takes the last events up to exactly where they stand, and puts the new ones in their place. */
  async #swap(): Promise<number | undefined> {
    const { db, env } = this.#options;
    try {
      const swappedAt = await db.transaction().execute(async (trx) => {
        await this.#beat(trx);
        const live = new Map<Candidate, ReadonlyMap<number, number>>();
        for (const candidate of this.#candidates)
          live.set(candidate, await holdStill(trx, candidate.reference));
        await this.#lastStretch(trx, live);
        for (const [{ projection, claim }, positions] of live) {
          await swapIn(trx, projection, positions, env);
          const position = leastOf(positions);
          await endRebuild(trx, claim, { status: 'swapped', reason: null, position }, env);
        }
        return leastLive(live);
      });
      for (const { projection } of this.#candidates) await dropFormer(db, projection);
      return swappedAt;
    } catch (error) {
      // Nothing of it was kept: what comes next begins from the tables again.
      this.#forget();
      if (!(error instanceof ApplyError) && !isReadersTurn(error)) throw error;
      await env.sleep(20 + env.random() * 80);
      return undefined;
    }
  }

  async #lastStretch(trx: ReadModelsTransaction, live: Live): Promise<void> {
    const { source, signal, batchSize = batchSizeDefault } = this.#options;
    const [from, to] = [this.#taker.position, mostLive(live)];
    if (from >= to) return;
    for await (const events of source({ after: from, batchSize, signal })) {
      for (const [{ running }, stands] of live) {
        const wanted = events.filter(({ stream, position }) => {
          const shard = shardOf(stream, this.#taker.shards);
          return position > (running.positions.get(shard) ?? 0) && position <= (stands.get(shard) ?? 0);
        });
        await this.#taker.apply(trx, running, visibleTo(running.held, wanted));
      }
      this.#events += events.filter(({ position }) => position <= to).length;
      if (events.at(-1)!.position >= to) return;
    }
    if (signal.aborted) throw new ApplyError('rebuild', signal.reason);
  }
}

/** The indexes that readers need, and what the planner has to know of them. */
const finish = async ({ projection, built }: Candidate): Promise<void> => {
  await projection.createIndexes?.(built);
  if (databaseKind(built) !== 'postgres') return;
  for (const table of projection.tables) await sql`analyze ${sql.table(shadowName(table))}`.execute(built);
};
