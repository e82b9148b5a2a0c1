import { databaseKind } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { ShardsLostError } from '../runner/errors.ts';

export interface MemberOptions {
  readonly db: ReadModels;
  readonly env: Env;
  /** How long another's beats must stand still, by this process's clock, before its shards are taken over. */
  readonly takeoverMs: number;
}

/** What a look at the others led to. */
export interface Look {
  readonly owned: ReadonlySet<number>;
  /** Of those, the ones that are more than this process's part: to be let go once no work on them is under way. */
  readonly surplus: ReadonlySet<number>;
  /** Taken over from processes that no longer beat. */
  readonly takenOver: readonly number[];
}

interface Seen {
  readonly beats: number;
  readonly atMs: number;
}

interface ShardRow {
  readonly shard: number;
  readonly holder: string | null;
}

/**
 * A process that works on read models beside others. Each beats in a row of its own; who stops beating loses its shards to the others,
 * and whatever it still tries to commit is refused, because every transaction looks whether its shards are its own.
 */
export class Member {
  readonly #options: MemberOptions;
  readonly #holder: string;
  readonly #seen = new Map<string, Seen>();

  constructor(options: MemberOptions) {
    this.#options = options;
    this.#holder = options.env.uuid();
  }

  /** Says that it lives, takes what nobody works on, and tells what is its own. */
  look(): Promise<Look> {
    return this.#options.db.transaction().execute(async (trx) => {
      await this.#beat(trx);
      const alive = await this.#alive(trx);
      const shards = await trx.selectFrom('projection_shard').selectAll().orderBy('shard').execute();
      const mine = shards.filter(({ holder }) => holder === this.#holder).map(({ shard }) => shard);
      const part = Math.ceil(shards.length / alive.size);
      const free = shards.filter(({ holder }) => holder === null || !alive.has(holder));
      const taken = await this.#claim(trx, free.slice(0, Math.max(0, part - mine.length)));
      const takenOver = taken.filter(({ holder }) => holder !== null).map(({ shard }) => shard);
      return {
        owned: new Set([...mine, ...taken.map(({ shard }) => shard)]),
        surplus: new Set(mine.slice(part)),
        takenOver,
      };
    });
  }

  /** Lets shards go, on which no work is under way. */
  async release(shards: ReadonlySet<number>): Promise<void> {
    if (shards.size === 0) return;
    await this.#options.db
      .updateTable('projection_shard')
      .set({ holder: null })
      .where('holder', '=', this.#holder)
      .where('shard', 'in', [...shards])
      .execute();
  }

  /** Ends: all it held is free at once. */
  async leave(): Promise<void> {
    const { db } = this.#options;
    await db
      .updateTable('projection_shard')
      .set({ holder: null })
      .where('holder', '=', this.#holder)
      .execute();
    await db.deleteFrom('projection_member').where('holder', '=', this.#holder).execute();
  }

  /** Makes sure, inside a transaction, that the shards are still its own until that ends. @throws ShardsLostError */
  async fence(trx: ReadModelsTransaction, owned: ReadonlySet<number>): Promise<void> {
    const query = trx
      .selectFrom('projection_shard')
      .select('shard')
      .where('holder', '=', this.#holder)
      .where('shard', 'in', [...owned]);
    const rows = await (databaseKind(trx) === 'postgres' ? query.forShare() : query).execute();
    if (rows.length !== owned.size) throw new ShardsLostError([...owned]);
  }

  async #beat(trx: ReadModelsTransaction): Promise<void> {
    const row = { holder: this.#holder, beats: 1, beat_at: toInstant(this.#options.env.now()) };
    await trx
      .insertInto('projection_member')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('holder').doUpdateSet(({ eb }) => ({
          beats: eb('projection_member.beats', '+', 1),
          beat_at: row.beat_at,
        })),
      )
      .execute();
  }

  /** Those whose beats go on. The rows of the others are removed. */
  async #alive(trx: ReadModelsTransaction): Promise<ReadonlySet<string>> {
    const { env, takeoverMs } = this.#options;
    const nowMs = env.now();
    const alive = new Set<string>();
    for (const { holder, beats } of await trx.selectFrom('projection_member').selectAll().execute()) {
      const seen = this.#seen.get(holder);
      if (holder === this.#holder || seen?.beats !== beats) this.#seen.set(holder, { beats, atMs: nowMs });
      else if (nowMs - seen.atMs >= takeoverMs) {
        await this.#bury(trx, holder, beats);
        continue;
      }
      alive.add(holder);
    }
    return alive;
  }

  async #bury(trx: ReadModelsTransaction, holder: string, beats: number): Promise<void> {
    this.#seen.delete(holder);
    await trx
      .deleteFrom('projection_member')
      .where('holder', '=', holder)
      .where('beats', '=', beats)
      .execute();
  }

  async #claim(trx: ReadModelsTransaction, shards: readonly ShardRow[]): Promise<readonly ShardRow[]> {
    const taken: ShardRow[] = [];
    for (const row of shards) {
      const { numUpdatedRows } = await trx
        .updateTable('projection_shard')
        .set({ holder: this.#holder })
        .where('shard', '=', row.shard)
        .where('holder', row.holder === null ? 'is' : '=', row.holder)
        .executeTakeFirst();
      if (numUpdatedRows === 1n) taken.push(row);
    }
    return taken;
  }
}
