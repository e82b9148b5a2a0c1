import type { PolicyBook } from '@caselog/helpdesk';
import type { ApiContext } from './options.ts';

const waitMsMost = 30_000;

/**
 * Lets the book learn of policies that other processes publish, until the API closes: what is opened here is decided under the
 * policy in force. Never rejects.
 */
export const followPolicy = async (
  book: PolicyBook,
  { events, env, log, closing }: ApiContext,
): Promise<void> => {
  for (let failures = 0; !closing.aborted; failures += 1) {
    try {
      const after = await events.head();
      await book.refresh();
      const filter = { categories: ['policy'] };
      for await (const _ of events.follow({ after, filter, signal: closing })) {
        await book.refresh();
        failures = 0;
      }
    } catch (error) {
      if (!closing.aborted) log.warn({ err: error }, 'the policy is not followed; it is tried again');
    }
    const waitMs = Math.min(waitMsMost, 250 * 2 ** Math.min(failures, 7));
    if (!closing.aborted) await env.sleep(waitMs, closing).catch(() => undefined);
  }
};
