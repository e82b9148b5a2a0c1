import type { Env } from '@caselog/env';
import {
  OutcomeUnknownError,
  type AppendResult,
  type EventStore,
  type NewEvent,
  type StreamAppend,
} from '@caselog/event-store';
import { toNewEvent, type CarriedEvent } from './carried.ts';
import { TargetChangedError } from './errors.ts';

/** Events in one append at most, and their texts together: a server takes a megabyte. */
const eventsMax = 500;
const lengthMax = 256 * 1024;
const attemptsMax = 8;
const pauseMs = 250;

interface Run {
  readonly stream: string;
  /** The revision of its first event. */
  readonly from: number;
  readonly events: NewEvent[];
}

const appendOf = ({ stream, from, events }: Run): StreamAppend => ({
  stream,
  events,
  expectedRevision: from === 0 ? 'no-stream' : from - 1,
});

/**
 * Appends carried events to a store so that they stand there in the order in which they come: in one atomic append over several streams where
 * the store can, one run of a stream after the other where not. Ids, revisions and texts stay; whatever was written before is not written again.
 */
export class CarriedWriter {
  readonly #store: EventStore;
  readonly #env: Env;
  #runs: Run[] = [];
  #events = 0;
  #length = 0;
  /** Events that are durable in the target. */
  written = 0;

  constructor(store: EventStore, env: Env) {
    this.#store = store;
    this.#env = env;
  }

  /** @throws NotCarriableError, TargetChangedError, what the store throws */
  async add(event: CarriedEvent): Promise<void> {
    const length = event.data.length + event.metadata.length;
    const last = this.#runs.at(-1);
    const continues = last?.stream === event.stream;
    if (
      this.#events >= eventsMax ||
      (this.#events > 0 && this.#length + length > lengthMax) ||
      (!continues && !this.#mayJoin(event.stream))
    )
      await this.flush();
    const carried = toNewEvent(event);
    const run = this.#runs.at(-1);
    if (run?.stream === event.stream) run.events.push(carried);
    else this.#runs.push({ stream: event.stream, from: event.revision, events: [carried] });
    this.#events += 1;
    this.#length += length;
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    if (this.#runs.length === 0) return;
    await this.#append(this.#runs);
    this.written += this.#events;
    this.#runs = [];
    this.#events = 0;
    this.#length = 0;
  }

  /** Whether another stream's events may follow in the same append. */
  #mayJoin(stream: string): boolean {
    if (this.#runs.length === 0) return true;
    return this.#store.capabilities.multiStreamAppend && !this.#runs.some((run) => run.stream === stream);
  }

  async #append(runs: readonly Run[]): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        expectWritten(runs, await this.#appendAll(runs.map(appendOf)));
        return;
      } catch (error) {
        // Never blindly again: reading shows whether it happened.
        if (!(error instanceof OutcomeUnknownError) || attempt === attemptsMax) throw error;
      }
      await this.#env.sleep(pauseMs * attempt);
      if (await this.#isThere(runs)) return;
    }
  }

  /** A store that cannot append to several streams gets one run at a time. */
  async #appendAll(appends: readonly StreamAppend[]): Promise<readonly AppendResult[]> {
    if (this.#store.capabilities.multiStreamAppend) return this.#store.appendMany(appends);
    const [{ stream, events, expectedRevision }] = appends as readonly [StreamAppend];
    return [await this.#store.append(stream, events, expectedRevision)];
  }

  async #isThere(runs: readonly Run[]): Promise<boolean> {
    for (const { stream, from, events } of runs) {
      const found = await this.#store.readStream(stream, { from, limit: events.length });
      if (found.length < events.length || !events.every(({ id }, at) => found[at]!.id === id)) return false;
    }
    return true;
  }
}

const expectWritten = (runs: readonly Run[], results: readonly AppendResult[]): void => {
  results.forEach((result, index) => {
    const { stream, from, events } = runs[index]!;
    const last = from + events.length - 1;
    if (result.outcome === 'conflict') throw new TargetChangedError(stream, result.actual, from - 1);
    if (result.revision !== last) throw new TargetChangedError(stream, result.revision, last);
  });
};
