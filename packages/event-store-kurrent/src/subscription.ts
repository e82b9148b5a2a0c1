import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import type {
  AllStreamResolvedEvent,
  AllStreamSubscription,
  KurrentDBClient,
  Position,
  ReadPosition,
} from '@kurrent/kurrentdb-client';
import { fromDriver } from './events.ts';
import { matches, serverFilter } from './filters.ts';
import { nextTurn } from './turn.ts';

/** Records the server looks at before it tells how far a filtered subscription has come. */
const searchWindow = 500;

export interface SubscriptionRequest {
  readonly from: ReadPosition;
  /** Events at or below it were delivered before. */
  readonly after: number;
  readonly filter: EventFilter | undefined;
  readonly bufferMax: number;
  /** Ends the waiting for events. */
  readonly signal: AbortSignal;
}

/** A checkpoint, and how many events the server had sent before it. */
interface Checkpoint {
  readonly position: Position;
  readonly behind: number;
}

/**
 * One subscription to all over one call, until the call ends or fails: no retry here. Events wait in a buffer; when it is full the flow is
 * stopped, and with it the server.
 */
export class Subscription {
  readonly #call: AllStreamSubscription;
  readonly #request: SubscriptionRequest;
  readonly #buffer: RecordedEvent[] = [];
  #after: number;
  /** Events that have come out of the driver. */
  #taken = 0;
  #checkpoints: Checkpoint[] = [];
  #ended: { readonly error?: unknown } | undefined;
  #wake: () => void = () => {};
  readonly #onAbort = () => this.#wake();

  constructor(client: KurrentDBClient, request: SubscriptionRequest) {
    this.#request = request;
    this.#after = request.after;
    const checkpointReached = (_: AllStreamSubscription, position: Position) => this.#note(position);
    this.#call = client.subscribeToAll({
      fromPosition: request.from,
      filter: serverFilter(request.filter, { maxSearchWindow: searchWindow, checkpointReached }),
      requiresLeader: true,
    });
    this.#call.on('error', (error: Error) => this.#end({ error }));
    this.#call.on('end', () => this.#end({}));
    this.#call.on('data', (resolved: AllStreamResolvedEvent) => this.#take(resolved));
    request.signal.addEventListener('abort', this.#onAbort, { once: true });
  }

  /**
   * The next events, at most `limit`; undefined when the call has ended and all was given, or the signal aborted. Throws what the call failed
   * with. Events come in one by one: those already on their way are waited for, so that history comes in full batches.
   */
  async next(limit: number): Promise<readonly RecordedEvent[] | undefined> {
    const { signal } = this.#request;
    while (this.#buffer.length === 0 && !this.#ended && !signal.aborted) await this.#change();
    for (let size = 0; size < this.#buffer.length && this.#buffer.length < limit;) {
      size = this.#buffer.length;
      await nextTurn();
    }
    if (this.#buffer.length > 0 && !signal.aborted) return this.#give(limit);
    if (this.#ended && 'error' in this.#ended) throw this.#ended.error;
    return undefined;
  }

  /** The furthest checkpoint before which nothing is left to give: where another subscription may go on. */
  get reached(): Position | undefined {
    // What the driver still held when the call ended is lost.
    const given = this.#buffer.length === 0 ? this.#taken : 0;
    return this.#checkpoints.findLast(({ behind }) => behind <= given)?.position;
  }

  close(): void {
    this.#end({});
    this.#request.signal.removeEventListener('abort', this.#onAbort);
    // The driver cancels the call once it has one; that it could not get one was told by the 'error' event.
    this.#call.unsubscribe().catch(() => undefined);
    this.#call.destroy();
  }

  #take(resolved: AllStreamResolvedEvent): void {
    this.#taken += 1;
    if (this.#ended) return;
    try {
      this.#keep(fromDriver(resolved));
    } catch (error) {
      this.#end({ error });
    }
  }

  #keep(event: RecordedEvent | undefined): void {
    // An event that comes twice was given before.
    if (!event || event.position <= this.#after || !matches(event, this.#request.filter)) return;
    this.#after = event.position;
    this.#buffer.push(event);
    if (this.#buffer.length >= this.#request.bufferMax) this.#call.pause();
    this.#wake();
  }

  /** The driver tells of a checkpoint when it meets it; events that came before may still wait inside it. */
  #note(position: Position): void {
    const behind = this.#taken + this.#call.readableLength;
    const useful = this.#checkpoints.findLastIndex((checkpoint) => checkpoint.behind <= this.#taken);
    this.#checkpoints = [...this.#checkpoints.slice(Math.max(0, useful)), { position, behind }];
  }

  #give(limit: number): readonly RecordedEvent[] {
    const events = this.#buffer.splice(0, limit);
    if (this.#buffer.length < this.#request.bufferMax / 2 && this.#call.isPaused()) this.#call.resume();
    return events;
  }

  #end(ended: { readonly error?: unknown }): void {
    this.#ended ??= ended;
    this.#wake();
  }

  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
  }
}
