import { createBell, type EventFilter, type RecordedEvent, streamCategory } from '@caselog/event-store';
import { createBackoff, pause } from '../backoff.ts';
import { attemptEvent } from './attempt.ts';
import type { LanesOptions } from './options.ts';
import { createProgress, type Tracked } from './progress.ts';
import type { QuarantinedLane, SkippedEvent } from './quarantine.ts';
import { createSlots } from './slots.ts';

/** Events of one stream on their way. */
interface Lane {
  readonly stream: string;
  readonly waiting: { readonly event: RecordedEvent; readonly tracked: Tracked }[];
  /** Its quarantine row, while it has one: what arrives meanwhile is covered by it, and read from the ledger on release. */
  row: QuarantinedLane | undefined;
  /** The last revision that arrived while it had a row; -1 for none. */
  coveredRevision: number;
  /** Somebody works on it. */
  busy: boolean;
}

export interface Lanes {
  /** Takes the next events of the global order; resolves when there is room for more. An event is never taken twice in one life. */
  push(events: readonly RecordedEvent[]): Promise<void>;
  /** Tells that nothing wanted lies up to this position besides what was pushed, so that the checkpoint moves on. */
  pass(position: number): void;
  /** Everything up to here is handled or written to the quarantine: what may be checkpointed. */
  readonly settledPosition: number;
  /** Resolves when nothing is on its way and no released lane is at work. */
  idle(): Promise<void>;
  /** Looks for released lanes now instead of at the next poll. */
  lookForReleased(): Promise<void>;
  /** Resolves when every handler has ended, after the signal aborted. */
  stopped(): Promise<void>;
}

const passes = (event: RecordedEvent, filter: EventFilter | undefined): boolean =>
  (filter?.types?.includes(event.type) ?? true) &&
  (filter?.categories?.includes(streamCategory(event.stream)) ?? true);

class StreamLanes implements Lanes {
  readonly #options: LanesOptions;
  readonly #lanes = new Map<string, Lane>();
  readonly #slots;
  readonly #progress;
  readonly #work = new Set<Promise<void>>();
  readonly #settlings = createBell();
  readonly #polling: Promise<void>;
  /** Every event up to here has arrived, in this life or an earlier one. */
  #arrivedPosition: number;

  /** Ids of events that were skipped and may yet arrive, for a reader starts before them after a restart: they are not handed out after all. */
  readonly #skipped: Set<string>;

  constructor(options: LanesOptions, rows: readonly QuarantinedLane[], skipped: readonly SkippedEvent[]) {
    this.#options = options;
    this.#skipped = new Set(
      skipped.filter(({ position }) => position > options.after).map(({ eventId }) => eventId),
    );
    this.#slots = createSlots(options.concurrency ?? 8);
    this.#progress = createProgress(options.after);
    this.#arrivedPosition = options.after;
    for (const row of rows) this.#lane(row.stream).row = row;
    this.#polling = this.#poll();
  }

  get settledPosition() {
    return this.#progress.settledPosition;
  }

  async push(events: readonly RecordedEvent[]): Promise<void> {
    const { signal, openMax = 1_000 } = this.#options;
    for (const event of events) {
      while (this.#progress.open >= openMax && !signal.aborted)
        await this.#settlings.waitBeyond(this.#settlings.rings, signal);
      if (signal.aborted) return;
      this.#arrivedPosition = event.position;
      this.#take(event);
    }
  }

  pass(position: number): void {
    if (position <= this.#arrivedPosition) return;
    this.#arrivedPosition = position;
    this.#settle(this.#progress.track(position));
  }

  async idle(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  async stopped(): Promise<void> {
    await this.#polling;
    await this.idle();
  }

  async lookForReleased(): Promise<void> {
    const rows = await this.#options.quarantine.list(this.#options.reader);
    for (const row of rows) {
      const lane = this.#lanes.get(row.stream);
      if (row.status !== 'released' || !lane?.row || lane.busy) continue;
      // A list read a moment ago may tell of an earlier stop of this lane.
      if (row.revision !== lane.row.revision || row.attempts !== lane.row.attempts) continue;
      lane.row = row;
      this.#start(lane, () => this.#release(lane, row));
    }
  }

  #take(event: RecordedEvent): void {
    const lane = this.#lane(event.stream);
    const tracked = this.#progress.track(event.position);
    if (lane.row) this.#cover(lane, event, tracked);
    else if (this.#skipped.has(event.id)) this.#settle(tracked);
    else {
      lane.waiting.push({ event, tracked });
      if (!lane.busy) this.#start(lane, () => this.#flow(lane));
    }
  }

  #cover(lane: Lane, event: RecordedEvent, tracked: Tracked): void {
    lane.coveredRevision = Math.max(lane.coveredRevision, event.revision);
    this.#settle(tracked);
  }

  #settle(tracked: Tracked): void {
    this.#progress.settle(tracked);
    this.#settlings.ring();
  }

  #lane(stream: string): Lane {
    let lane = this.#lanes.get(stream);
    if (!lane) {
      lane = { stream, waiting: [], row: undefined, coveredRevision: -1, busy: false };
      this.#lanes.set(stream, lane);
    }
    return lane;
  }

  #start(lane: Lane, work: () => Promise<void>): void {
    lane.busy = true;
    const done = work().finally(() => {
      this.#work.delete(done);
      lane.busy = false;
      if (lane.row || this.#options.signal.aborted) return;
      // Something may have arrived between the last look at the lane and this moment.
      if (lane.waiting.length > 0) this.#start(lane, () => this.#flow(lane));
      else this.#lanes.delete(lane.stream);
    });
    this.#work.add(done);
  }

  /** Handles what waits, in order, until nothing does or an event fails. */
  async #flow(lane: Lane): Promise<void> {
    for (let next = lane.waiting[0]; next; next = lane.waiting[0]) {
      const outcome = await this.#handle(lane, next.event, 0);
      if (outcome === 'stopped') return;
      if (outcome === 'quarantined') {
        for (const { event, tracked } of lane.waiting.splice(0)) this.#cover(lane, event, tracked);
        return;
      }
      lane.waiting.shift();
      this.#settle(next.tracked);
    }
  }

  /** The row is durable before anything counts as quarantined. */
  async #handle(
    lane: Lane,
    event: RecordedEvent,
    attemptsBefore: number,
  ): Promise<'handled' | 'quarantined' | 'stopped'> {
    const attempted = await attemptEvent(this.#options, this.#slots, event, attemptsBefore);
    if (attempted.outcome !== 'failed') return attempted.outcome;
    const { lane: row, error } = attempted;
    if (!(await this.#insist('quarantine a lane', () => this.#options.quarantine.park(row))))
      return 'stopped';
    lane.row = row;
    this.#options.onNote?.({ kind: 'quarantined', lane: row, error });
    return 'quarantined';
  }

  /** Goes on with a released lane from the ledger, through everything that arrived while it was held, then lets it flow. */
  async #release(lane: Lane, row: QuarantinedLane): Promise<void> {
    this.#options.onNote?.({ kind: 'released', stream: row.stream, resumeRevision: row.resumeRevision });
    if (row.resumeRevision > row.revision) this.#skipped.add(row.eventId);
    const resumeRevision = await this.#catchUp(lane, row);
    if (resumeRevision === undefined) return;
    // From here on arrivals wait in the lane, unsettled, until the row is gone: were it the other way round, a crash would lose them.
    lane.row = undefined;
    const removed = await this.#insist('close a released lane', () =>
      this.#options.quarantine.remove(row.reader, row.stream),
    );
    if (!removed) return;
    this.#options.onNote?.({ kind: 'flowing', stream: row.stream });
    await this.#flow(lane);
  }

  /** Resolves with the next revision once all covered events are handled; undefined when it was held again or stopped. */
  async #catchUp(lane: Lane, row: QuarantinedLane): Promise<number | undefined> {
    const { quarantine, signal, env, filter, pollMs = 1_000 } = this.#options;
    let next = row.resumeRevision;
    while (!signal.aborted) {
      const events = await this.#arrived(lane.stream, next);
      for (const event of events) {
        next = event.revision + 1;
        if (!passes(event, filter) || this.#skipped.has(event.id)) continue;
        const attemptsBefore = event.revision === row.revision ? row.attempts : 0;
        if ((await this.#handle(lane, event, attemptsBefore)) !== 'handled') return undefined;
        const resumeRevision = next;
        const advance = () => quarantine.advance(row.reader, row.stream, resumeRevision);
        if (!(await this.#insist('note the progress of a released lane', advance))) return undefined;
      }
      if (events.length > 0) continue;
      if (lane.coveredRevision < next) return next;
      await pause(env, pollMs, signal);
    }
    return undefined;
  }

  /** Events of the stream that have arrived already; the others will come by `push`. */
  async #arrived(stream: string, from: number): Promise<readonly RecordedEvent[]> {
    let events: readonly RecordedEvent[] = [];
    const position = this.#arrivedPosition;
    await this.#insist('read a released lane', async () => {
      events = await this.#options.store.readStream(stream, { from, limit: 100 });
    });
    return events.filter((event) => event.position <= position);
  }

  /** Repeats `work` until it succeeds; false when the lanes stop first. */
  async #insist(what: string, work: () => Promise<void>): Promise<boolean> {
    const { env, signal, onNote } = this.#options;
    const waits = createBackoff(env, { firstMs: 100, mostMs: 5_000 });
    while (!signal.aborted) {
      try {
        await work();
        return true;
      } catch (error) {
        onNote?.({ kind: 'trouble', reason: `could not ${what}`, error });
        await waits.wait(signal);
      }
    }
    return false;
  }

  async #poll(): Promise<void> {
    const { env, signal, pollMs = 1_000, onNote } = this.#options;
    while (!signal.aborted) {
      try {
        await this.lookForReleased();
      } catch (error) {
        onNote?.({ kind: 'trouble', reason: 'could not look for released lanes', error });
      }
      await pause(env, pollMs, signal);
    }
  }
}

/**
 * Hands events to a handler: one at a time and in order within a stream, many streams at once. An event that fails for good stops its
 * stream alone: the lane is written to the quarantine first, what arrives for it later waits in order (in the ledger, not in memory),
 * and all others flow. Released, it goes on in order where it stopped; skipped, behind the event. Held lanes stay held over a restart.
 */
export async function createLanes(options: LanesOptions): Promise<Lanes> {
  const { quarantine, reader } = options;
  return new StreamLanes(options, await quarantine.list(reader), await quarantine.skipped(reader));
}
