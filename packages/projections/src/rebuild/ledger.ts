import { tableNames } from '@caselog/database';
import { toInstant, type Env } from '@caselog/env';
import type { Selectable } from 'kysely';
import type { ReadModels, ReadModelsTransaction } from '../database/schema.ts';
import { ShardsLostError } from '../runner/errors.ts';
import type { Projection } from '../runner/projection.ts';
import { RebuildUnderWayError, UnknownModelError } from './errors.ts';
import { shadowName } from './shadow.ts';
import type { RebuildStatus, RebuildTables } from './tables.ts';

/** A rebuild as it is written down: wanted, under way or ended. Instants are ISO 8601 UTC. */
export interface RebuildRecord {
  readonly model: string;
  readonly status: RebuildStatus;
  readonly version: string | null;
  readonly position: number;
  readonly head: number;
  readonly eventsPerS: number | null;
  readonly msLeft: number | null;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly updatedAt: string;
  readonly reason: string | null;
}

type Row = Selectable<RebuildTables['projection_rebuild']>;

const recordOf = (row: Row): RebuildRecord => ({
  model: row.model,
  status: row.status as RebuildStatus,
  version: row.version,
  position: row.position,
  head: row.head,
  eventsPerS: row.events_per_s,
  msLeft:
    row.status === 'building' && row.events_per_s !== null && row.events_per_s > 0
      ? (Math.max(0, row.head - row.position) / row.events_per_s) * 1_000
      : null,
  requestedBy: row.requested_by,
  requestedAt: row.requested_at,
  updatedAt: row.updated_at,
  reason: row.reason,
});

const rowOf = (db: ReadModels, model: string): Promise<Row | undefined> =>
  db.selectFrom('projection_rebuild').selectAll().where('model', '=', model).executeTakeFirst();

/** The last rebuild of every read model, by name. */
export const rebuilds = async (db: ReadModels): Promise<readonly RebuildRecord[]> => {
  const rows = await db.selectFrom('projection_rebuild').selectAll().orderBy('model').execute();
  return rows.map(recordOf);
};

/** The read models whose rebuild is asked for, or was begun. */
export const wantedRebuilds = async (db: ReadModels): Promise<ReadonlySet<string>> => {
  const records = await rebuilds(db);
  const wanted = records.filter(({ status }) => status === 'requested' || status === 'building');
  return new Set(wanted.map(({ model }) => model));
};

export interface RebuildRequest {
  /** The name of a read model, or `all`. */
  readonly model: string;
  /** Who wants it: a random id or a role, never a name. */
  readonly by: string;
  readonly env: Env;
}

/**
 * Asks whoever keeps the read models to build one anew, or all. One that is wanted or under way already stays as it is. Returns what is
 * written down of those asked for. @throws UnknownModelError
 */
export const requestRebuild = async (
  db: ReadModels,
  { model, by, env }: RebuildRequest,
): Promise<readonly RebuildRecord[]> => {
  const known = (await db.selectFrom('projection').select('name').orderBy('name').execute()).map(
    ({ name }) => name,
  );
  if (model !== 'all' && !known.includes(model)) throw new UnknownModelError(model, known);
  const wanted = model === 'all' ? known : [model];
  const at = toInstant(env.now());
  await db.transaction().execute(async (trx) => {
    for (const name of wanted) {
      const row = await rowOf(trx, name);
      if (row?.status === 'requested' || row?.status === 'building') continue;
      await writeRequest(trx, name, by, at);
    }
  });
  return (await rebuilds(db)).filter((record) => wanted.includes(record.model));
};

const writeRequest = async (trx: ReadModels, model: string, by: string, at: string): Promise<void> => {
  const row: Row = {
    model,
    status: 'requested',
    version: null,
    position: 0,
    head: 0,
    events_per_s: null,
    requested_by: by,
    requested_at: at,
    updated_at: at,
    reason: null,
    builder: null,
    beats: 0,
  };
  await trx.deleteFrom('projection_rebuild').where('model', '=', model).execute();
  await trx.insertInto('projection_rebuild').values(row).execute();
};

/** Writes down that read models have to be built which are new here or of another version. */
export const requestPending = async (db: ReadModels, models: readonly string[], env: Env): Promise<void> => {
  for (const model of models)
    await db.transaction().execute(async (trx) => {
      const row = await rowOf(trx, model);
      if (row?.status === 'requested' || row?.status === 'building') return;
      await writeRequest(trx, model, 'new version', toInstant(env.now()));
    });
};

/** One process's hold on a rebuild. */
export interface Claim {
  readonly model: string;
  readonly builder: string;
  /** What an earlier process has built can be gone on with. */
  readonly goesOn: boolean;
}

export interface ClaimOptions {
  readonly projection: Projection;
  readonly env: Env;
  readonly requestedBy: string;
  /** How long another builder's beats must stand still before it counts as dead. */
  readonly takeoverMs: number;
}

/** Takes the rebuild of a model for this process. @throws RebuildUnderWayError while another builds it */
export const claimRebuild = async (
  db: ReadModels,
  { projection: { name, version, tables }, env, requestedBy, takeoverMs }: ClaimOptions,
): Promise<Claim> => {
  const before = await rowOf(db, name);
  if (before?.status === 'building') await env.sleep(takeoverMs);
  const builder = env.uuid();
  const at = toInstant(env.now());
  return db.transaction().execute(async (trx) => {
    const row = await rowOf(trx, name);
    if (row?.status === 'building' && (before?.builder !== row.builder || before.beats !== row.beats))
      throw new RebuildUnderWayError(name);
    if (!row || row.status === 'swapped' || row.status === 'failed')
      await writeRequest(trx, name, requestedBy, at);
    const held = await tableNames(trx);
    const goesOn =
      row?.status === 'building' &&
      row.version === version &&
      tables.every((table) => held.has(shadowName(table)));
    const { numUpdatedRows } = await trx
      .updateTable('projection_rebuild')
      .set({
        status: 'building',
        version,
        builder,
        updated_at: at,
        reason: null,
        ...(!goesOn && { position: 0 }),
      })
      .set(({ eb }) => ({ beats: eb('beats', '+', 1) }))
      .where('model', '=', name)
      .where('beats', '=', row?.status === 'building' || row?.status === 'requested' ? row.beats : 0)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new RebuildUnderWayError(name);
    return { model: name, builder, goesOn };
  });
};

export interface RebuildFigures {
  readonly position: number;
  readonly head: number;
  readonly eventsPerS: number | null;
}

/**
 * Writes down how far a rebuild has come, inside the transaction that takes it there. @throws ShardsLostError when another process
 * has taken it over: nothing is committed then
 */
export const beat = async (
  trx: ReadModels,
  { model, builder }: Claim,
  figures: RebuildFigures,
  env: Env,
): Promise<void> => {
  const { numUpdatedRows } = await trx
    .updateTable('projection_rebuild')
    .set({
      position: figures.position,
      head: figures.head,
      events_per_s: figures.eventsPerS,
      updated_at: toInstant(env.now()),
    })
    .set(({ eb }) => ({ beats: eb('beats', '+', 1) }))
    .where('model', '=', model)
    .where('builder', '=', builder)
    .where('status', '=', 'building')
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new ShardsLostError([0]);
};

/** Ends a rebuild that this process holds. */
export const endRebuild = async (
  trx: ReadModelsTransaction | ReadModels,
  { model, builder }: Claim,
  end: { readonly status: 'swapped' | 'failed'; readonly reason: string | null; readonly position?: number },
  env: Env,
): Promise<void> => {
  const { status, reason, position } = end;
  await trx
    .updateTable('projection_rebuild')
    .set({
      status,
      reason,
      updated_at: toInstant(env.now()),
      ...(position !== undefined && { position, head: position }),
    })
    .where('model', '=', model)
    .where('builder', '=', builder)
    .where('status', '=', 'building')
    .execute();
};
