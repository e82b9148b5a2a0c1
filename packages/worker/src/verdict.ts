import { ApiProblemError, ApiUnreachableError } from '@caselog/api-contract';
import type { Verdict } from '@caselog/broadcast';
import { EventStoreError, StoreUnavailableError } from '@caselog/event-store';
import { EffectInDoubtError } from './effects/errors.ts';

const isAway = (error: unknown): boolean =>
  error instanceof ApiUnreachableError ||
  error instanceof StoreUnavailableError ||
  (error instanceof ApiProblemError && (error.problem.status === 429 || error.problem.status >= 500));

/**
 * What an error of a handler means when the worker itself does not say: a desk that is away is waited for, an event that cannot be read
 * and an effect in doubt are a person's, anything else is tried again a few times. Pure.
 */
export const verdictOf = (error: unknown): Verdict => {
  if (isAway(error)) return 'outage';
  return error instanceof EffectInDoubtError || error instanceof EventStoreError ? 'poison' : 'retry';
};
