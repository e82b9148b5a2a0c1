import { pause, shardOf } from '@caselog/broadcast';
import { databaseKind, isDatabaseFault } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import { sql } from 'kysely';
import type { Difference } from '../compare/difference.ts';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { batchOf, leastOf } from '../runner/batch.ts';
import { createMissingTables, dropTables, shardCount } from '../runner/catalogue.ts';
import { ProjectionDatabaseError, ShardsLostError } from '../runner/errors.ts';
import { heldBackBy, visibleTo } from '../runner/lanes.ts';
import { shardPositions } from '../runner/positions.ts';
import type { EventSource, Projection } from '../runner/projection.ts';
import { ApplyError, Taker } from '../runner/taker.ts';
import { RebuildDiffersError } from './errors.ts';
import { beat, claimRebuild, endRebuild, type Claim } from './ledger.ts';
import { formerName, shadowName, shadowOf } from './shadow.ts';
import { builtAs, dropFormer, holdStill, isReadersTurn, swapIn } from './swap.ts';

export interface RebuildProgress {
  readonly model: string;
  readonly phase: 'building' | 'comparing' | 'swapped';
  readonly position: number;
  /** Where it has to get to, as last seen. */
  readonly head: number;
  readonly eventsPerS: number | null;
}

export interface RebuildOptions {
  readonly db: ReadModels;
  /** Used by this rebuild alone while it runs. */
  readonly projection: Projection;
  readonly source: EventSource;
  readonly env: Env;
  /** Ends it after the transaction under way; whoever rebuilds the model next goes on. */
  readonly signal: AbortSignal;
  /** Events a transaction at most; default 10,000. */
  readonly batchSize?: number;
  /** Default `program`. */
  readonly requestedBy?: string;
  /** How long another process's rebuild must stand still before it is taken over; default 3,000. */
  readonly takeoverMs?: number;
  /** Compares what was built, over a handle that sees it under its live names. What differs is not swapped in. */
  readonly compare?: (built: ReadModels, reader: string) => Promise<readonly Difference[]>;
  readonly onProgress?: (progress: RebuildProgress) => void;
}

export interface Rebuilt {
  /** Where the swap took place: the live model showed everything up to here, and so does the new one. Undefined when stopped before. */
  readonly swappedAt: number | undefined;
  /** Events taken by this process. */
  readonly events: number;
}

const batchSizeDefault = 10_000;
const takeoverMsDefault = 3_000;
/** Left free between two transactions, so that who writes the live model gets its turn. */
const breathMs = 4;
/** How near to the live model a rebuild is before it holds that still. */
const nearEvents = 2_000;

/** One read model, built beside the live one. */
class Rebuild {
  readonly #options: RebuildOptions;
  readonly #claim: Claim;
  readonly #taker: Taker;
  readonly #built: ReadModels;
  /** Whose positions say where the live model stands. */
  readonly #reference: string;
  readonly #startedAtMs: number;
  #events = 0;
  #head = 0;

  constructor(options: RebuildOptions, claim: Claim, made: Made) {
    this.#options = options;
    this.#claim = claim;
    this.#built = made.built;
    this.#reference = made.reference;
    this.#startedAtMs = options.env.now();
    const { db, source, env, signal } = options;
    this.#taker = new Taker([made.running], made.shards, {
      db,
      source,
      env,
      signal,
      streams: { readStream: () => Promise.resolve([]) },
      share: {
        owned: new Set(made.running.positions.keys()),
        fence: (trx) => beat(trx, claim, this.#figures(), env),
      },
    });
  }

  async run(): Promise<Rebuilt> {
    const { projection, signal } = this.#options;
    projection.forget();
    await this.#catchUp();
    if (signal.aborted) return this.#ended(undefined);
    await this.#finish();
    for (;;) {
      await this.#catchUp();
      if (signal.aborted) return this.#ended(undefined);
      const swappedAt = await this.#swap();
      if (swappedAt !== undefined) return this.#ended(swappedAt);
    }
  }

  #ended(swappedAt: number | undefined): Rebuilt {
    this.#options.projection.forget();
    if (swappedAt !== undefined) this.#tell('swapped');
    return { swappedAt, events: this.#events };
  }

  #figures() {
    const { position } = this.#taker;
    const seconds = (this.#options.env.now() - this.#startedAtMs) / 1_000;
    const eventsPerS = seconds > 0 && this.#events > 0 ? this.#events / seconds : null;
    return { position, head: Math.max(this.#head, position), eventsPerS };
  }

  #tell(phase: RebuildProgress['phase']): void {
    this.#options.onProgress?.({ model: this.#claim.model, phase, ...this.#figures() });
  }

  async #live(): Promise<ReadonlyMap<number, number>> {
    return shardPositions(this.#options.db, this.#reference);
  }

  /** Takes history until it is near the live model, never beyond the least of that one's shards. */
  async #catchUp(): Promise<void> {
    const { signal } = this.#options;
    for (;;) {
      const live = await this.#live();
      const to = leastOf(live);
      this.#head = Math.max(...live.values());
      if (this.#taker.position >= to || signal.aborted) return;
      await this.#takeUntil(to);
      if (this.#head - this.#taker.position < nearEvents && leastOf(await this.#live()) - to < nearEvents)
        return;
    }
  }

  async #takeUntil(to: number): Promise<void> {
    const { source, signal, env, batchSize = batchSizeDefault } = this.#options;
    for await (const events of source({ after: this.#taker.position, batchSize, signal })) {
      const within = events.at(-1)!.position <= to ? events : events.filter(({ position }) => position <= to);
      if (within.length > 0) await this.#taker.take(batchOf(within));
      this.#events += within.length;
      this.#tell('building');
      if (this.#taker.position >= to || within.length < events.length || signal.aborted) return;
      await env.sleep(breathMs);
    }
  }

  /** What is quicker once than with every event, and the comparison. */
  async #finish(): Promise<void> {
    const { projection, compare } = this.#options;
    await projection.createIndexes?.(this.#built);
    if (databaseKind(this.#built) === 'postgres')
      for (const table of projection.tables)
        await sql`analyze ${sql.table(shadowName(table))}`.execute(this.#built);
    if (!compare) return;
    this.#tell('comparing');
    const differences = await this.#alive(compare(this.#built, builtAs(projection.name)));
    if (differences.length > 0) throw new RebuildDiffersError(projection.name, differences);
  }

  /** Beats while something long goes on, so that nobody takes over. */
  async #alive<Result>(work: Promise<Result>): Promise<Result> {
    const { db, env } = this.#options;
    const ended = new AbortController();
    const beating = (async () => {
      while (!ended.signal.aborted) {
        await beat(db, this.#claim, this.#figures(), env);
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

  /** Holds the live model still, takes the last events up to exactly where it stands, and puts itself in its place. */
  async #swap(): Promise<number | undefined> {
    const { db, projection, env } = this.#options;
    try {
      const swappedAt = await db.transaction().execute(async (trx) => {
        await beat(trx, this.#claim, this.#figures(), env);
        const live = await holdStill(trx, this.#reference);
        await this.#lastStretch(trx, live);
        await swapIn(trx, projection, live, env);
        const position = leastOf(live);
        await endRebuild(trx, this.#claim, { status: 'swapped', reason: null, position }, env);
        return position;
      });
      await dropFormer(db, projection);
      return swappedAt;
    } catch (error) {
      // Nothing of it was kept: what comes next begins from the tables again.
      projection.forget();
      if (!(error instanceof ApplyError) && !isReadersTurn(error)) throw error;
      await env.sleep(20 + env.random() * 80);
      return undefined;
    }
  }

  async #lastStretch(trx: ReadModelsTransaction, live: ReadonlyMap<number, number>): Promise<void> {
    const { source, signal, projection, batchSize = batchSizeDefault } = this.#options;
    const [one] = this.#taker.running;
    const [from, to] = [this.#taker.position, Math.max(...live.values())];
    if (!one || from >= to) return;
    for await (const events of source({ after: from, batchSize, signal })) {
      const wanted = events.filter(
        ({ stream, position }) => position <= (live.get(shardOf(stream, this.#taker.shards)) ?? 0),
      );
      await this.#taker.apply(trx, one, visibleTo(one.held, wanted));
      this.#events += wanted.length;
      if (events.at(-1)!.position >= to) return;
    }
    if (signal.aborted) throw new ApplyError(projection.name, signal.reason);
  }
}

interface Made {
  readonly built: ReadModels;
  readonly reference: string;
  readonly shards: number;
  readonly running: Taker['running'][number];
}

/** The read model whose positions a rebuild has to reach: the live one it replaces, or for one that is new here, any other. */
const referenceOf = async (db: ReadModels, { name, version }: Projection): Promise<string> => {
  const rows = await db.selectFrom('projection').select(['name', 'version']).orderBy('name').execute();
  if (rows.some((row) => row.name === name && row.version === version)) return name;
  return rows.find((row) => row.name !== name)?.name ?? name;
};

/** Empty tables beside the live ones, and positions at the start. */
const startOver = async (
  built: ReadModels,
  projection: Projection,
  positions: readonly number[],
  generation: number,
  updatedAt: string,
): Promise<void> => {
  const { name, tables } = projection;
  await built.transaction().execute(async (trx) => {
    await dropTables(trx, tables);
    await projection.create(trx);
    await trx.deleteFrom('projection_position').where('name', '=', builtAs(name)).execute();
    await trx.deleteFrom('quarantine_lane').where('reader', '=', builtAs(name)).execute();
    const rows = positions.map((shard) => ({
      name: builtAs(name),
      shard,
      generation,
      position: 0,
      updated_at: updatedAt,
    }));
    await trx.insertInto('projection_position').values(rows).execute();
  });
};

const make = async ({ db, projection, env }: RebuildOptions, { goesOn }: Claim): Promise<Made> => {
  const { name, tables } = projection;
  const row = await db
    .selectFrom('projection')
    .select('generation')
    .where('name', '=', name)
    .executeTakeFirst();
  const generation = (row?.generation ?? 0) + 1;
  const plugin = shadowOf(tables, `g${generation}`);
  const built = db.withPlugin(plugin);
  const shards = await shardCount(db);
  await dropTables(db, tables.map(formerName));
  const all = Array.from({ length: shards }, (_, shard) => shard);
  if (!goesOn) await startOver(built, projection, all, generation, toInstant(env.now()));
  const positions = await shardPositions(db, builtAs(name));
  const held = await heldBackBy(db, { reader: builtAs(name), predecessor: name });
  const beside: Projection = {
    ...projection,
    name: builtAs(name),
    apply: (trx, events, lane) => projection.apply(trx.withPlugin(plugin), events, lane),
    forget: () => projection.forget(),
  };
  return {
    built,
    shards,
    reference: await referenceOf(db, projection),
    running: { projection: beside, generation, positions, held },
  };
};

/**
 * Builds a read model anew beside the live one and swaps it in at exactly the position where that one stands, in one transaction:
 * whoever reads sees one or the other, and whoever keeps the live model goes on with the new one. Killed at any moment, it leaves the live
 * model untouched, and whoever rebuilds the model next goes on where it stood.
 * @throws RebuildUnderWayError while another process builds it
 * @throws RebuildDiffersError when what was built is not what the ledger says
 */
export const rebuildProjection = async (options: RebuildOptions): Promise<Rebuilt> => {
  const { db, projection, env, requestedBy = 'program', takeoverMs = takeoverMsDefault } = options;
  await createMissingTables(db, [projection]);
  const claim = await claimRebuild(db, { projection, env, requestedBy, takeoverMs });
  try {
    return await new Rebuild(options, claim, await make(options, claim)).run();
  } catch (error) {
    // One that lost its database or its hold is gone on with later, by this process or another.
    const passes =
      error instanceof ShardsLostError || error instanceof ProjectionDatabaseError || isDatabaseFault(error);
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (!passes) await endRebuild(db, claim, { status: 'failed', reason }, env);
    throw error;
  }
};
