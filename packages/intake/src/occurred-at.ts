import { toInstant, type Env } from '@caselog/env';
import { MalformedRequestError } from './problems/errors.ts';

/** How far ahead of ours a caller's clock may be. */
export const clockSkewMsMax = 5 * 60_000;

/**
 * Refuses what is said to happen later than our clock and its tolerance allow: a deadline reckoned from it would lie in a future
 * that nobody has seen, and every later command would come before it. @throws MalformedRequestError
 */
export const assertHappened = (env: Env, occurredAt: string | undefined): void => {
  if (occurredAt === undefined) return;
  const nowMs = env.now();
  if (Date.parse(occurredAt) <= nowMs + clockSkewMsMax) return;
  throw new MalformedRequestError([
    {
      in: 'body',
      pointer: '/occurredAt',
      message: `lies in the future: it is ${toInstant(nowMs)} here, and clocks may differ by five minutes`,
    },
  ]);
};
