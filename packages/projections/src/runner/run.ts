import { rebuildPending } from '../rebuild/pending.ts';
import { batchOf } from './batch.ts';
import { SupersededError } from './errors.ts';
import { heldBackBy } from './lanes.ts';
import type { RunOptions } from './options.ts';
import { prepareProjections, type Prepared } from './prepare.ts';
import type { Projection } from './projection.ts';
import { Releases } from './release.ts';
import { Serial } from './serial.ts';
import { Taker, type Running } from './taker.ts';

export type { LaneNote, OwnShards, Progress, RunOptions } from './options.ts';

const batchSizeDefault = 2_000;

const takerOf = async ({ ready, shards }: Prepared, options: RunOptions): Promise<Taker> => {
  const running: Running[] = [];
  for (const stand of ready)
    running.push({
      ...stand,
      positions: new Map(stand.positions),
      held: await heldBackBy(options.db, { reader: stand.projection.name }),
    });
  return new Taker(running, shards, options);
};

/** Takes what the source gives until it ends or the signal aborts. */
const follow = async (
  taker: Taker,
  serial: Serial,
  options: RunOptions,
  signal: AbortSignal,
): Promise<void> => {
  const { source, batchSize = batchSizeDefault, onProgress } = options;
  for await (const events of source({ after: taker.position, batchSize, signal })) {
    const from = taker.position;
    const batch = batchOf(events);
    if (batch.to <= from) continue;
    await serial.run(() => taker.take(batch));
    const fresh = events.filter(({ position }) => position > from).length;
    onProgress?.({ position: batch.to, events: fresh });
    if (signal.aborted) return;
  }
};

/** Runs what is ready. Ends when the source does or the signal aborts. @throws what {@link runProjections} throws, and SupersededError */
export const runReady = async (prepared: Prepared, options: RunOptions): Promise<void> => {
  const taker = await takerOf(prepared, options);
  if (taker.running.length === 0) return;
  taker.forget();
  const stopping = new AbortController();
  const signal = AbortSignal.any([options.signal, stopping.signal]);
  const serial = new Serial();
  const { streams } = options;
  const watching = streams && new Releases(taker, { ...options, streams }, serial).watch(signal);
  const watched = watching?.then(
    () => undefined,
    (error: unknown) => {
      stopping.abort();
      return { error };
    },
  );
  try {
    await follow(taker, serial, options, signal);
  } finally {
    stopping.abort();
    await watched;
  }
  const failure = await watched;
  if (failure) throw failure.error;
};

/**
 * Runs projections over a source of events until the signal aborts. Every batch is one transaction that holds the effect and
 * the position of all of them, so that whatever dies, they go on exactly where they stood, nothing twice, and always agree
 * with each other. Each starts behind its own position and skips what is at or below it. One that is new, or of another version, is
 * first built beside those that stand, which keep what they show until it takes its place.
 * @throws ProjectionEventError an event cannot be taken, and there is no quarantine; the positions stand right before it.
 * @throws PositionConflictError another runner works on one of them.
 * @throws ProjectionDatabaseError the database failed.
 * @throws ShardsLostError another process has taken over.
 */
export const runProjections = async (
  projections: readonly Projection[],
  options: RunOptions,
): Promise<void> => {
  const { db, env, signal, share } = options;
  for (;;) {
    const prepared = await prepareProjections(db, projections, { env, ...(share && { owned: share.owned }) });
    if (prepared.pending.length > 0) await rebuildPending(prepared.pending, options);
    if (signal.aborted) return;
    if (prepared.pending.length > 0) continue;
    try {
      return await runReady(prepared, options);
    } catch (error) {
      if (!(error instanceof SupersededError)) throw error;
    }
  }
};

/** Runs one projection: {@link runProjections} of it alone. */
export const runProjection = ({
  projection,
  ...options
}: RunOptions & { readonly projection: Projection }): Promise<void> => runProjections([projection], options);
