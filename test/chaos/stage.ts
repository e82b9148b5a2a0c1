import { systemEnv as env } from '@caselog/env';

/** A stage of a run that did not come to its end. */
export class StageError extends Error {
  override readonly name = 'StageError';
  constructor(stage: string, ms: number) {
    super(`${stage} did not end within ${ms / 1000} s`);
  }
}

/** The result of `work`; a run that hangs says where it does. @throws StageError, and what the work throws */
export const within = async <Result>(stage: string, ms: number, work: Promise<Result>): Promise<Result> => {
  const over = new AbortController();
  const late = env.sleep(ms, over.signal).then(
    () => {
      throw new StageError(stage, ms);
    },
    // The work was quicker.
    () => work,
  );
  try {
    return await Promise.race([work, late]);
  } finally {
    over.abort();
  }
};
