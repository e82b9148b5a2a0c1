import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';

export interface Upkeep {
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

const waitMsMost = 30_000;

/**
 * Runs a part of the desk until the signal aborts; when it fails it is started again after a wait that grows, and the log says why. A
 * part that is down shows in `/ready` and holds up nothing else. Never rejects.
 */
export const keepRunning = async (
  part: string,
  work: () => Promise<void>,
  { env, log, signal }: Upkeep,
): Promise<void> => {
  for (let failures = 0; !signal.aborted;) {
    const beganAtMs = env.now();
    try {
      await work();
      if (signal.aborted) return;
      throw new Error('it ended by itself');
    } catch (error) {
      if (signal.aborted) return;
      failures = env.now() - beganAtMs > waitMsMost ? 1 : failures + 1;
      log.error({ part, failures, err: error }, 'a part of the desk failed and is started again');
      await env.sleep(Math.min(waitMsMost, 250 * 2 ** Math.min(failures, 10)), signal).catch(() => undefined);
    }
  }
};
