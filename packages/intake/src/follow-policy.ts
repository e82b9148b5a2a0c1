import type { Env } from '@caselog/env';
import type { EventFilter, RecordedEvent } from '@caselog/event-store';
import type { PolicyBook } from '@caselog/helpdesk';

export interface FollowPolicyOptions {
  readonly events: {
    /** The ledger's last position. */
    head(): Promise<number>;
    /** Events behind a position, then live, until the signal aborts. */
    follow(options: {
      readonly after: number;
      readonly filter?: EventFilter;
      readonly signal: AbortSignal;
    }): AsyncIterable<readonly RecordedEvent[]>;
  };
  readonly env: Env;
  readonly signal: AbortSignal;
  /** The policy is not followed for a while; it is tried again. */
  readonly onTrouble: (error: unknown) => void;
}

const waitMsMost = 30_000;

/**
 * Lets the book learn of policies that other processes publish, until the signal aborts: what is opened here is decided under the
 * policy in force. Never rejects.
 */
export const followPolicy = async (
  book: PolicyBook,
  { events, env, signal, onTrouble }: FollowPolicyOptions,
): Promise<void> => {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const after = await events.head();
      await book.refresh();
      const filter = { categories: ['policy'] };
      for await (const batch of events.follow({ after, filter, signal })) {
        if (batch.length > 0) await book.refresh();
        failures = 0;
      }
    } catch (error) {
      if (!signal.aborted) onTrouble(error);
    }
    const waitMs = Math.min(waitMsMost, 250 * 2 ** Math.min(failures, 7));
    if (!signal.aborted) await env.sleep(waitMs, signal).catch(() => undefined);
  }
};
