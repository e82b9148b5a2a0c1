import { type EventFilter, type RecordedEvent, streamCategory } from '@caselog/event-store';
import { createBackoff, pause } from '../backoff.ts';
import { BroadcastAheadError, BroadcastDivergedError, ReaderAheadError } from '../errors.ts';
import type { Broadcast, Delivery } from '../port.ts';
import { assertSameHistory } from '../verify.ts';
import { type Heard, listenLive } from './live.ts';
import type { FollowNote, FollowOptions } from './options.ts';

type Batches = AsyncGenerator<readonly RecordedEvent[], void>;
type Interruption = { readonly reason: string; readonly error?: unknown };
type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

const passes = (event: RecordedEvent, filter: EventFilter | undefined): boolean =>
  filter?.categories?.includes(streamCategory(event.stream)) ?? true;

/**
 * One reader: how far it has read, and the two sources it reads from. Filtered by type it hears only its own types and cannot see
 * gaps by position, so it takes what it hears as a bell alone and reads the store.
 */
export class Reader {
  readonly #options: FollowOptions;
  readonly #broadcast: Broadcast;
  readonly #batchSize: number;
  /** Everything wanted up to here was handed out. */
  #position: number;
  /** The position last told to `onReached`. */
  #told: number;
  /** Whether anything was heard since the last tick. */
  #heard = false;

  constructor(options: FollowOptions, broadcast: Broadcast) {
    this.#options = options;
    this.#broadcast = broadcast;
    this.#batchSize = options.batchSize ?? 500;
    this.#position = options.after;
    this.#told = options.after;
  }

  async *run(): Batches {
    const { store, env, signal, backoff = { firstMs: 50, mostMs: 1_000 } } = this.#options;
    const head = await store.head();
    if (this.#position > head) throw new ReaderAheadError(this.#position, head);
    const waits = createBackoff(env, backoff);
    while (!signal.aborted) {
      yield* this.#readStore();
      const before = this.#position;
      const interruption = yield* this.#listen();
      if (signal.aborted) return;
      this.#note({ ...interruption, kind: 'interrupted' });
      if (this.#position > before) waits.reset();
      await waits.wait(signal);
    }
  }

  /** Hands out what the store holds now. Whatever becomes visible later stands behind the head asked for first. */
  async *#readStore(): Batches {
    const { store, filter, signal } = this.#options;
    const head = await store.head();
    if (head <= this.#position) return;
    const batches = store.readAll({
      after: this.#position,
      batchSize: this.#batchSize,
      ...(filter && { filter }),
    });
    for await (const batch of batches) {
      if (signal.aborted) return;
      this.#position = batch.at(-1)!.position;
      yield batch;
      this.#tell();
    }
    this.#position = Math.max(this.#position, head);
    this.#tell();
  }

  /** Only between batches: whoever reads has taken what was handed out before. */
  #tell(): void {
    if (this.#position <= this.#told || this.#options.signal.aborted) return;
    this.#told = this.#position;
    this.#options.onReached?.(this.#position);
  }

  async #unfit(): Promise<Interruption | undefined> {
    let tail;
    try {
      tail = await this.#broadcast.tail();
    } catch (error) {
      return { reason: 'the tail could not be read', error };
    }
    try {
      await assertSameHistory(this.#options.store, tail);
    } catch (error) {
      if (error instanceof BroadcastAheadError || error instanceof BroadcastDivergedError)
        return { reason: error.message, error };
      throw error;
    }
    return undefined;
  }

  async *#listen(): AsyncGenerator<readonly RecordedEvent[], Interruption> {
    const unfit = await this.#unfit();
    if (unfit) return unfit;
    const { env, signal, filter, reconcileMs = 5_000 } = this.#options;
    const stopTicking = new AbortController();
    const ticking = AbortSignal.any([signal, stopTicking.signal]);
    const live = listenLive(this.#broadcast, {
      after: this.#position,
      batchSize: this.#batchSize,
      signal,
      ...(filter?.types && { types: filter.types }),
    });
    this.#note({ kind: 'joined' });
    const tick = async (): Promise<Heard> => {
      await pause(env, reconcileMs, ticking);
      return { kind: 'tick' };
    };
    try {
      for (let ticked = tick(); ;) {
        const heard = await Promise.race([live.next(), ticked]);
        if (signal.aborted) return { reason: 'stopped' };
        if (heard.kind === 'ended') return heard;
        if (heard.kind === 'tick') {
          ticked = tick();
          yield* this.#reconcile();
        } else {
          const interruption = yield* this.#take(heard.batch);
          if (interruption) return interruption;
        }
      }
    } finally {
      stopTicking.abort();
      await live.stop();
    }
  }

  async *#reconcile(): Batches {
    const quiet = !this.#heard;
    this.#heard = false;
    if (!quiet && !this.#options.filter?.types) return;
    const before = this.#position;
    yield* this.#readStore();
    if (this.#position > before) this.#note({ kind: 'reconciled' });
  }

  async *#take(
    batch: readonly Delivery[],
  ): AsyncGenerator<readonly RecordedEvent[], Interruption | undefined> {
    this.#heard = true;
    if (this.#options.filter?.types) yield* this.#readStore();
    else yield* this.#handOut(batch);
    const last = batch.at(-1);
    return last && last.position > this.#position
      ? { reason: `the broadcast names position ${last.position}, which the ledger does not show` }
      : undefined;
  }

  /** Hands out a batch from the broadcast; where it does not follow on, the store is read to its end first. */
  async *#handOut(batch: readonly Delivery[]): Batches {
    let ready: RecordedEvent[] = [];
    for (const { position, previousPosition, event } of batch) {
      if (position <= this.#position) continue;
      if (event && previousPosition <= this.#position) {
        this.#position = position;
        if (passes(event, this.#options.filter)) ready.push(event);
        continue;
      }
      if (ready.length > 0) yield ready;
      ready = [];
      if (event) this.#note({ kind: 'gap', previousPosition });
      yield* this.#readStore();
      if (position > this.#position) return;
    }
    if (ready.length > 0) yield ready;
    this.#tell();
  }

  #note(note: DistributiveOmit<FollowNote, 'position'>): void {
    this.#options.onNote?.({ ...note, position: this.#position });
  }
}
