import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Connection } from './connection-string.ts';
import { InvalidConnectionStringError } from './errors.ts';

/** A client of the driver, with those who use it. */
interface Shared {
  readonly client: KurrentDBClient;
  users: number;
  isRetired: boolean;
}

export interface Lease {
  readonly client: KurrentDBClient;
  /** The client is of no more use: the next lease gets a new one. */
  retire(): void;
  release(): Promise<void>;
}

/**
 * One connection at a time, replaced when it fails. The driver does not get over every failure by itself: its reading half stops for good
 * when it once cannot connect, and its writing half keeps a failed discovery for ever. A retired client is freed when its last user has
 * left, so calls in flight on it may still end well.
 */
export class Clients {
  readonly #connection: Connection;
  #current: Shared | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  lease(): Lease {
    const shared = (this.#current ??= this.#open());
    shared.users += 1;
    return {
      client: shared.client,
      retire: () => this.#retire(shared),
      release: async () => {
        shared.users -= 1;
        await free(shared);
      },
    };
  }

  /** Runs `work` with the current client. */
  async use<T>(work: (lease: Pick<Lease, 'client' | 'retire'>) => Promise<T>): Promise<T> {
    const lease = this.lease();
    try {
      return await work(lease);
    } finally {
      await lease.release();
    }
  }

  async close(): Promise<void> {
    const shared = this.#current;
    if (!shared) return;
    this.#retire(shared);
    await free(shared);
  }

  #open(): Shared {
    const { connectionString, redacted } = this.#connection;
    try {
      const client = KurrentDBClient.connectionString(connectionString);
      return { client, users: 0, isRetired: false };
    } catch (error) {
      // The driver's own message and error hold the password.
      const isFile = error instanceof Error && /certificate|userCertFile/.test(error.message);
      throw new InvalidConnectionStringError(
        redacted,
        isFile ? error.message : 'the driver does not understand it',
      );
    }
  }

  #retire(shared: Shared): void {
    shared.isRetired = true;
    if (this.#current === shared) this.#current = undefined;
  }
}

async function free(shared: Shared): Promise<void> {
  if (shared.isRetired && shared.users === 0) await shared.client.dispose();
}
