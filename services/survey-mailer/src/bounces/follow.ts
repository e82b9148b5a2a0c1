import { createBackoff } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import type { Logger } from '@caselog/process';
import type { BounceOutcome } from './take.ts';
import type { Bounce } from './bounce.ts';
import type { BounceInbox } from './inbox.ts';

export interface FollowBouncesOptions {
  readonly inbox: BounceInbox;
  readonly take: (bounce: Bounce) => Promise<BounceOutcome>;
  readonly env: Env;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Reads reports from a mailbox until the signal aborts; a mailbox that cannot be read is tried again, ever less often. Never rejects. */
export const followBounces = async ({
  inbox,
  take,
  env,
  log,
  signal,
}: FollowBouncesOptions): Promise<void> => {
  const backoff = createBackoff(env, { firstMs: 1_000, mostMs: 300_000 });
  while (!signal.aborted) {
    try {
      await inbox.read(async (bounce) => {
        const outcome = await take(bounce);
        backoff.reset();
        log.debug({ outcome, status: bounce.status }, 'a delivery report was read');
      }, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ inbox: inbox.name, err: error }, 'the mailbox could not be read; it is tried again');
    }
    if (!signal.aborted) await backoff.wait(signal);
  }
};
