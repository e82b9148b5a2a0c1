import { ApiProblemError, ApiUnreachableError } from './errors.ts';
import { hostSurroundings, type Surroundings } from './surroundings.ts';

/** Whether another try may do better: the way was cut, or the service says so. Pure. */
export const isPassing = (error: unknown): boolean =>
  error instanceof ApiProblemError
    ? error.problem.status === 429 || error.problem.status >= 500
    : error instanceof ApiUnreachableError;

export interface UntilAnsweredOptions {
  /** Gives up, with the last error. */
  readonly signal?: AbortSignal;
  /** Tries at most; default: as many as it takes. */
  readonly attemptsMax?: number;
  /** Time and chance; default: the host's. */
  readonly surroundings?: Surroundings;
}

/**
 * Sends a command, over HTTP or NATS, until it is answered: after no answer, or one that says to come back, it is sent again after a
 * wait that doubles up to 30 s. Safe because a command has an id: sent twice it is taken once. @throws what no repeat helps
 *
 * @example
 * const answer = await untilAnswered(() => desk.openTicket({ commandId, data }));
 */
export const untilAnswered = async <Answer>(
  send: () => Promise<Answer>,
  { signal, attemptsMax = Infinity, surroundings = hostSurroundings }: UntilAnsweredOptions = {},
): Promise<Answer> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send();
    } catch (error) {
      if (!isPassing(error) || attempt >= attemptsMax || signal?.aborted) throw error;
    }
    const waitMs = Math.min(30_000, 125 * 2 ** Math.min(attempt, 8)) * (0.5 + surroundings.random() / 2);
    await surroundings.sleep(waitMs, signal).catch(() => undefined);
  }
};
