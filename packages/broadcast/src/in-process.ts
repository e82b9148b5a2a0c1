import { type Bell, createBell } from '@caselog/event-store';
import { tailBehind } from './chain.ts';
import { ListeningInterrupted } from './errors.ts';
import type { Broadcast, Delivery, ListenOptions, Message, PublishResult, Tail } from './port.ts';

export interface InProcessOptions {
  /** Messages kept for listeners that lag, at least; default 10,000. Who lags further sees a gap and reads the store. */
  readonly capacity?: number;
}

/** The last messages, addressed by how many were published before them. */
class Recent {
  #first = 0;
  #held: Delivery[] = [];
  readonly #capacity: number;
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  add(messages: readonly Message[]): void {
    for (const { event, previousPosition } of messages)
      this.#held.push({ position: event.position, previousPosition, event });
    if (this.#held.length < 2 * this.#capacity) return;
    const dropped = this.#held.length - this.#capacity;
    this.#held = this.#held.slice(dropped);
    this.#first += dropped;
  }

  /** The address of the first message behind `position`. */
  behind(position: number): number {
    let low = 0;
    let high = this.#held.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#held[middle]!.position > position) high = middle;
      else low = middle + 1;
    }
    return this.#first + low;
  }

  from(address: number, count: number): { messages: readonly Delivery[]; next: number } {
    const start = Math.max(address - this.#first, 0);
    const messages = this.#held.slice(start, start + count);
    return { messages, next: this.#first + start + messages.length };
  }
}

/**
 * The broadcast inside one process: a buffer of the last messages and a bell. Holds nothing over a restart, so a relay starts it at
 * the ledger's head.
 */
export function createInProcessBroadcast({ capacity = 10_000 }: InProcessOptions = {}): Broadcast {
  const recent = new Recent(capacity);
  const bell: Bell = createBell();
  let tail: Tail = { position: 0, token: 0 };
  let closed = false;

  const publish = (messages: readonly Message[], expected: Tail): PublishResult => {
    if (expected.token !== tail.token)
      return {
        outcome: 'fenced',
        cause: 'overtaken',
        reason: `the tail is ${tail.token}, not ${expected.token}`,
      };
    recent.add(messages);
    tail = tailBehind(tail, messages);
    bell.ring();
    return { outcome: 'published', tail };
  };

  async function* listen(options: ListenOptions): AsyncIterable<readonly Delivery[]> {
    const { after, types, batchSize = 500, signal } = options;
    const wanted = types && new Set(types);
    let address = recent.behind(after);
    while (!signal.aborted) {
      if (closed) throw new ListeningInterrupted('the broadcast was closed');
      const { rings } = bell;
      const { messages, next } = recent.from(address, batchSize);
      address = next;
      const batch = wanted ? messages.filter(({ event }) => event && wanted.has(event.type)) : messages;
      if (batch.length > 0) yield batch;
      else if (messages.length === 0) await bell.waitBeyond(rings, signal);
    }
  }

  return {
    keepsHistory: false,
    prepare: () => Promise.resolve(),
    tail: () => Promise.resolve(tail),
    publish: (messages, expected) => Promise.resolve(publish(messages, expected)),
    listen,
    close() {
      closed = true;
      bell.ring();
      return Promise.resolve();
    },
  };
}
