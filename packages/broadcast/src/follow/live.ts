import type { Broadcast, Delivery, ListenOptions } from '../port.ts';

export type Heard =
  | { readonly kind: 'batch'; readonly batch: readonly Delivery[] }
  | { readonly kind: 'ended'; readonly reason: string; readonly error?: unknown }
  | { readonly kind: 'tick' };

/** A listening in progress whose next batch can be awaited beside other things. Its failures are values: any of them means restart. */
export interface Live {
  /** The next batch; asked again before it came, the same promise. */
  next(): Promise<Heard>;
  stop(): Promise<void>;
}

const ended = (error: unknown): Heard => ({
  kind: 'ended',
  reason: error instanceof Error ? error.message : 'listening failed',
  error,
});

export function listenLive(broadcast: Broadcast, options: ListenOptions): Live {
  const stop = new AbortController();
  const signal = AbortSignal.any([options.signal, stop.signal]);
  const batches = broadcast.listen({ ...options, signal })[Symbol.asyncIterator]();
  let coming: Promise<Heard> | undefined;
  const ask = async (): Promise<Heard> => {
    try {
      const result = await batches.next();
      if (result.done) return { kind: 'ended', reason: 'listening ended' };
      coming = undefined;
      return { kind: 'batch', batch: result.value };
    } catch (error) {
      return ended(error);
    }
  };
  return {
    next: () => (coming ??= ask()),
    async stop() {
      stop.abort();
      await coming;
      await batches.return?.();
    },
  };
}
