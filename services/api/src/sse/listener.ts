import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { Env } from '@caselog/env';

/** A listener took nothing for too long. */
export class SlowListenerError extends Error {
  override readonly name = 'SlowListenerError';
  constructor(waitedMs: number) {
    super(`a listener took nothing for ${waitedMs} ms and was cut off`);
  }
}

export interface ListenerOptions {
  readonly env: Env;
  readonly slowListenerMs: number;
  readonly signal: AbortSignal;
}

/**
 * Writes to a listener at the pace it reads: resolves when there is room for more, so that nobody's slowness fills our memory.
 * @throws SlowListenerError, or the signal's reason.
 */
export const writeAtPace = async (
  raw: ServerResponse,
  text: string,
  { env, slowListenerMs, signal }: ListenerOptions,
): Promise<void> => {
  if (raw.write(text)) return;
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const tooSlow = async (): Promise<never> => {
    await env.sleep(slowListenerMs, either);
    throw new SlowListenerError(slowListenerMs);
  };
  try {
    await Promise.race([once(raw, 'drain', { signal: either }), tooSlow()]);
  } finally {
    over.abort();
  }
};
