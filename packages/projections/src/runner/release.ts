import { pause, shardOf, type QuarantinedLane } from '@caselog/broadcast';
import { createSqlQuarantine } from '@caselog/database';
import type { RecordedEvent } from '@caselog/event-store';
import type { ReadModelsTransaction } from '../database/schema.ts';
import { PositionConflictError } from './errors.ts';
import { firstRevision, heldBackBy, laneStoppedAt, visibleTo } from './lanes.ts';
import type { RunOptions } from './options.ts';
import type { Serial } from './serial.ts';
import { ApplyError, type Running, type Taker } from './taker.ts';

const eventsAtOnce = 500;

/** Whether a stopped lane is to go on now: somebody released it, or the time of its next try has come. Pure. */
const isDue = ({ status, nextTryAt }: QuarantinedLane, nowMs: number): boolean =>
  status === 'released' || (nextTryAt !== null && Date.parse(nextTryAt) <= nowMs);

/** Lets stopped lanes of the read models go on: with the ledger's events from where they stopped, in order, then live. */
export class Releases {
  readonly #taker: Taker;
  readonly #options: RunOptions & Required<Pick<RunOptions, 'streams'>>;
  readonly #serial: Serial;

  constructor(taker: Taker, options: RunOptions & Required<Pick<RunOptions, 'streams'>>, serial: Serial) {
    this.#taker = taker;
    this.#options = options;
    this.#serial = serial;
  }

  /** Looks for lanes that are to go on until the signal aborts. */
  async watch(signal: AbortSignal): Promise<void> {
    const { env, pollMs = 1_000 } = this.#options;
    while (!signal.aborted) {
      await this.look(signal);
      await pause(env, Math.min(pollMs, this.#nextTryMs()), signal);
    }
  }

  /** How long until the next lane is tried again. */
  #nextTryMs(): number {
    const { env } = this.#options;
    const lanes = this.#taker.running.flatMap(({ held }) => [...held.lanes.values()]);
    const waits = lanes.map(({ nextTryAt }) => (nextTryAt === null ? 0 : Date.parse(nextTryAt) - env.now()));
    // What is due and did not go on is another process's, or was decided about: that is seen at the next poll.
    return Math.min(...waits.filter((waitMs) => waitMs > 0));
  }

  async look(signal: AbortSignal): Promise<void> {
    const stopped = this.#taker.running.filter(({ held }) => held.lanes.size > 0);
    if (stopped.length === 0) return;
    const rows = await createSqlQuarantine(this.#options.db).list();
    for (const one of stopped)
      for (const row of rows) {
        if (signal.aborted) return;
        if (row.reader !== one.projection.name || !isDue(row, this.#options.env.now())) continue;
        if (one.held.lanes.has(row.stream)) await this.#serial.run(() => this.#release(one, row));
      }
  }

  async #release(one: Running, row: QuarantinedLane): Promise<void> {
    const { db, streams, onNote } = this.#options;
    const { stream } = row;
    const { skipped } = await heldBackBy(db, { reader: one.projection.name });
    for (const id of skipped) one.held.skipped.add(id);
    const shard = shardOf(stream, this.#taker.shards);
    const upTo = one.positions.get(shard);
    if (upTo === undefined) return;
    for (let from = firstRevision(row, skipped); ;) {
      const read = await streams.readStream(stream, { from, limit: eventsAtOnce });
      const events = read.filter(({ position }) => position <= upTo);
      const isLast = events.length < eventsAtOnce;
      if (!(await this.#goOn(one, row, { events, shard, isLast }))) return;
      if (isLast) break;
      from = events.at(-1)!.revision + 1;
    }
    one.held.lanes.delete(stream);
    onNote?.({ kind: 'flowing', reader: one.projection.name, stream });
  }

  /** Takes the next events of a lane; false when it stopped again. */
  async #goOn(one: Running, row: QuarantinedLane, part: Part): Promise<boolean> {
    const { events } = part;
    try {
      await this.#commit(one, row, part);
      return true;
    } catch (error) {
      if (!(error instanceof ApplyError)) throw error;
      if (events.length === 1) {
        await this.#stopAgain(one, row, part, error.cause);
        return false;
      }
      const middle = events.length >> 1;
      const first = { ...part, events: events.slice(0, middle), isLast: false };
      const second = { ...part, events: events.slice(middle) };
      return (await this.#goOn(one, row, first)) && this.#goOn(one, row, second);
    }
  }

  #commit(one: Running, { reader, stream }: QuarantinedLane, { events, shard, isLast }: Part): Promise<void> {
    const shown = visibleTo({ lanes: new Map(), skipped: one.held.skipped }, events);
    return this.#taker.transact(async (trx) => {
      await assertStands(trx, one, shard);
      await this.#taker.apply(trx, one, shown);
      const quarantine = createSqlQuarantine(trx);
      if (isLast) await quarantine.remove(reader, stream);
      else await quarantine.advance(reader, stream, events.at(-1)!.revision + 1);
    });
  }

  async #stopAgain(
    one: Running,
    row: QuarantinedLane,
    { events, shard }: Part,
    error: unknown,
  ): Promise<void> {
    const event = events[0]!;
    const isSame = event.revision === row.revision;
    const attempts = (isSame ? row.attempts : 0) + 1;
    const note = laneStoppedAt(row.reader, event, error, { ...this.#options, attempts });
    const lane = isSame ? { ...note.lane, since: row.since } : note.lane;
    const isWritten = await this.#taker.transact(async (trx) => {
      await assertStands(trx, one, shard);
      if (!(await isStill(trx, row))) return false;
      await createSqlQuarantine(trx).park(lane);
      return true;
    });
    if (!isWritten) return;
    one.held.lanes.set(lane.stream, lane);
    this.#options.onNote?.({ ...note, lane });
  }
}

interface Part {
  readonly events: readonly RecordedEvent[];
  readonly shard: number;
  /** Nothing of the lane waits behind these. */
  readonly isLast: boolean;
}

/** Whether nobody has decided about the lane since it was looked at; a decision after this waits for the transaction's end. */
const isStill = async (
  trx: ReadModelsTransaction,
  { reader, stream, status }: QuarantinedLane,
): Promise<boolean> => {
  const { numUpdatedRows } = await trx
    .updateTable('quarantine_lane')
    .set({ status })
    .where('reader', '=', reader)
    .where('stream', '=', stream)
    .where('status', '=', status)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
};

/** A released lane moves no position, so whether somebody else has is asked. @throws PositionConflictError */
const assertStands = async (
  trx: ReadModelsTransaction,
  { projection: { name }, generation, positions }: Running,
  shard: number,
): Promise<void> => {
  const position = positions.get(shard) ?? 0;
  const { numUpdatedRows } = await trx
    .updateTable('projection_position')
    .set({ position })
    .where('name', '=', name)
    .where('shard', '=', shard)
    .where('generation', '=', generation)
    .where('position', '=', position)
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new PositionConflictError(name, position, undefined);
};
