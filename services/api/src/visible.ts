import type { ApiContext } from './options.ts';
import { ProblemError } from './problems/errors.ts';
import type { ReadModel } from './reads.ts';

/** What a read is answered with that was to show a position it has not reached. Pure. */
export const tooEarly = (wanted: number, position: number): ProblemError =>
  new ProblemError('not-visible-yet', {
    detail: `position ${wanted} was waited for; ${position} is reached`,
    position,
    retryAfterS: 1,
  });

/** Returns once the read model shows `position`. @throws ProblemError when it takes too long. */
export const visible = async (
  context: ApiContext,
  model: ReadModel,
  position: number | undefined,
): Promise<void> => {
  if (position === undefined) return;
  const { reads, limits, closing } = context;
  const reached = await reads.waitFor(model, position, limits.waitMsMax, closing);
  if (reached < position) throw tooEarly(position, reached);
};
