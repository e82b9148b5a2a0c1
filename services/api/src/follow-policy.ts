import type { PolicyBook } from '@caselog/helpdesk';
import { followPolicy as follow } from '@caselog/intake';
import type { ApiContext } from './options.ts';

/** Lets the book learn of policies that other processes publish, until the API closes. Never rejects. */
export const followPolicy = (book: PolicyBook, { events, env, log, closing }: ApiContext): Promise<void> =>
  follow(book, {
    events,
    env,
    signal: closing,
    onTrouble: (error) => log.warn({ err: error }, 'the policy is not followed; it is tried again'),
  });
