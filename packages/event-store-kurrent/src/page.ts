import { StoreClosedError } from '@caselog/event-store';
import type { AllStreamResolvedEvent, KurrentDBClient, ResolvedEvent } from '@kurrent/kurrentdb-client';
import type { Clients } from './clients.ts';
import { KurrentAccessDeniedError, KurrentUnavailableError, StreamTombstonedError } from './errors.ts';
import { failureOf } from './failures.ts';
import { BackOff, watched } from './retry.ts';
import type { Settings } from './settings.ts';

export type Resolved = ResolvedEvent | AllStreamResolvedEvent;

export interface PageRequest<Item> {
  /** For messages. */
  readonly operation: string;
  /** Starts one attempt. */
  readonly read: (client: KurrentDBClient) => AsyncIterable<Item>;
  /** Called after a failed attempt; may change what `read` does next. */
  readonly mend?: () => Promise<void>;
  readonly signal: AbortSignal;
}

/** Reads pages: each attempt whole, repeated until one succeeds or `readDeadlineMs` have passed. */
export class PageReader {
  readonly #clients: Clients;
  readonly #settings: Settings;

  constructor(clients: Clients, settings: Settings) {
    this.#clients = clients;
    this.#settings = settings;
  }

  /** What the read brings; empty when there is no such stream. */
  async read<Item>({ operation, read, mend, signal }: PageRequest<Item>): Promise<readonly Item[]> {
    const { env, readDeadlineMs } = this.#settings;
    const backOff = new BackOff(this.#settings, operation);
    const until = env.now() + readDeadlineMs;
    for (;;) {
      const { found, error } = await this.#attempt(read, signal);
      if (found) return found;
      if (signal.aborted) throw new StoreClosedError({ cause: error });
      assertWorthAnother(operation, error);
      if (env.now() >= until) throw new KurrentUnavailableError(operation, { cause: error });
      await mend?.();
      if (!(await backOff.pause(error, signal))) throw new StoreClosedError({ cause: error });
    }
  }

  #attempt<Item>(
    read: PageRequest<Item>['read'],
    signal: AbortSignal,
  ): Promise<{ readonly found?: readonly Item[]; readonly error?: unknown }> {
    const ms = this.#settings.readDeadlineMs;
    return this.#clients.use(async ({ client, retire }) => {
      const found: Item[] = [];
      const progress = () => found.length;
      try {
        await watched(this.#settings, { ms, progress, signal }, drain(read(client), found));
        return { found };
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'not-found') return { found: [] };
        if (failure !== 'not-leader') retire();
        return { error };
      }
    });
  }
}

async function drain<Item>(source: AsyncIterable<Item>, into: Item[]): Promise<void> {
  for await (const item of source) into.push(item);
}

function assertWorthAnother(operation: string, error: unknown): void {
  const failure = failureOf(error);
  if (failure === 'denied') throw new KurrentAccessDeniedError(operation, { cause: error });
  if (failure === 'tombstoned') throw new StreamTombstonedError(operation, { cause: error });
}
