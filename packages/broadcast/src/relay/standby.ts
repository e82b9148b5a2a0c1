import { pause } from '../backoff.ts';
import type { RelayOptions } from './options.ts';

type StandbyOptions = Pick<RelayOptions, 'store' | 'broadcast' | 'env' | 'signal' | 'standbyMs'>;

/**
 * Resolves when it is this relay's turn: events wait and the tail has not moved for one look, or the broadcast was wiped. Standing
 * by only saves work, the fence is what keeps order. `seen` hears of every position found published.
 */
export async function standBy(options: StandbyOptions, seen: (position: number) => void): Promise<void> {
  const { store, broadcast, env, signal, standbyMs = 500 } = options;
  let token = -1;
  while (!signal.aborted) {
    const tail = await broadcast.tail();
    seen(tail.position);
    if (tail.token < token) return;
    if (tail.token === token && (await store.head()) > tail.position) return;
    ({ token } = tail);
    await pause(env, standbyMs * (0.75 + env.random() / 2), signal);
  }
}
