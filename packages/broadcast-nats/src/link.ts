import { BroadcastUnavailableError } from '@caselog/broadcast';
import type { NatsConnection } from '@nats-io/transport-node';

/**
 * Whether the connection is up. What is published while it is down is dropped without a word, and requests only time out, so everything
 * that waits for an answer waits through `during`.
 */
export class Link {
  readonly connection: NatsConnection;
  #down: string | undefined;
  readonly #listeners = new Set<(reason: string) => void>();

  constructor(connection: NatsConnection) {
    this.connection = connection;
    void this.#watch();
  }

  /** Why it is down; undefined while it is up. */
  get down(): string | undefined {
    return this.#down;
  }

  /** Calls `listener` each time the connection goes down; the result stops that. */
  onDown(listener: (reason: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The answer to `ask`; throws `BroadcastUnavailableError` when the connection is or goes down, or the broker fails to answer. */
  async during<T>(operation: string, ask: () => Promise<T>): Promise<T> {
    if (this.#down !== undefined) throw new BroadcastUnavailableError(`${operation}: ${this.#down}`);
    let forget = () => {};
    const cut = new Promise<never>((_, reject) => {
      forget = this.onDown((reason) => reject(new BroadcastUnavailableError(`${operation}: ${reason}`)));
    });
    try {
      return await Promise.race([ask(), cut]);
    } finally {
      forget();
    }
  }

  /** Ends it: everybody who waits is told. */
  closed(): void {
    this.#goDown('the connection was closed');
  }

  #goDown(reason: string): void {
    this.#down = reason;
    for (const listener of this.#listeners) listener(reason);
  }

  async #watch(): Promise<void> {
    for await (const status of this.connection.status()) {
      if (status.type === 'disconnect' || status.type === 'staleConnection') this.#goDown('disconnected');
      else if (status.type === 'reconnect') this.#down = undefined;
      else if (status.type === 'close') this.closed();
    }
    this.closed();
  }
}
