import { pause } from '../backoff.ts';
import type { RelayLag, RelayOptions } from './options.ts';

type LagOptions = Pick<RelayOptions, 'store' | 'env' | 'lagEveryMs' | 'onLag' | 'onNote'>;

/** Reports the lag every `lagEveryMs` until the signal aborts. A ledger that cannot be asked is noted, and asked again. */
export async function reportLag(
  options: LagOptions,
  publishedPosition: () => number,
  signal: AbortSignal,
): Promise<void> {
  const { store, env, onLag, onNote, lagEveryMs = 1_000 } = options;
  if (!onLag) return;
  let caughtUpAtMs = env.now();
  const measure = async (): Promise<RelayLag> => {
    const ledgerPosition = await store.head();
    const behind = Math.max(0, ledgerPosition - publishedPosition());
    if (behind === 0) caughtUpAtMs = env.now();
    return {
      ledgerPosition,
      publishedPosition: publishedPosition(),
      behind,
      behindMs: env.now() - caughtUpAtMs,
    };
  };
  while (!signal.aborted) {
    try {
      onLag(await measure());
    } catch (error) {
      onNote?.({ kind: 'interrupted', reason: 'the lag could not be measured', error });
    }
    await pause(env, lagEveryMs, signal);
  }
}
