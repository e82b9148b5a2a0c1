import type { Bell } from '@caselog/event-store';
import type { Survey } from './book/book.ts';
import { backoffMs } from './backoff.ts';
import { dispatchSurvey, isServerDown, type Dispatch } from './dispatch.ts';

/** The longest nap: a bell wakes the sender earlier. */
const napMsMax = 60_000;

/** The mail server as far as we know: after failures nobody but a single probe tries it, ever less often. */
class Line {
  #failures = 0;
  #downUntilMs = 0;
  isDown(nowMs: number): boolean {
    return nowMs < this.#downUntilMs;
  }
  /** How many may be tried at once. */
  get width(): number {
    return this.#failures > 0 ? 1 : Number.MAX_SAFE_INTEGER;
  }
  get downUntilMs(): number {
    return this.#downUntilMs;
  }
  isUp(): void {
    this.#failures = 0;
    this.#downUntilMs = 0;
  }
  failed(dispatch: Dispatch): void {
    this.#failures += 1;
    this.#downUntilMs = dispatch.env.now() + backoffMs(this.#failures, dispatch.backoff, dispatch.env);
  }
}

/** Sleeps until the bell rings, the time has come or the signal aborts. Never rejects. */
const nap = async (dispatch: Dispatch, bell: Bell, rings: number, ms: number): Promise<void> => {
  const over = new AbortController();
  const signal = AbortSignal.any([dispatch.signal, over.signal]);
  const asleep = dispatch.env.sleep(Math.min(Math.max(ms, 0), napMsMax), signal).catch(() => undefined);
  await Promise.race([bell.waitBeyond(rings, signal), asleep]);
  over.abort();
};

/** Sends surveys as their turn comes, until the signal aborts; then waits for those under way. @throws what the book throws. */
export const runSender = async (dispatch: Dispatch, bell: Bell): Promise<void> => {
  const { book, env, log, signal, concurrency = 4 } = dispatch;
  const line = new Line();
  const underWay = new Map<string, Promise<void>>();

  const dispatchOne = async (survey: Survey): Promise<void> => {
    const { ticketId, episode } = survey;
    try {
      await dispatchSurvey(survey, dispatch);
      line.isUp();
    } catch (error) {
      if (isServerDown(error)) line.failed(dispatch);
      log.warn({ ticketId, episode, err: error }, 'survey not settled; it is tried again');
    } finally {
      underWay.delete(ticketId);
      bell.ring();
    }
  };

  const wanted = (): readonly Survey[] => {
    const isDown = line.isDown(env.now());
    const room = Math.min(concurrency, isDown ? concurrency : line.width) - underWay.size;
    if (room <= 0) return [];
    return book
      .due(env.now(), room + underWay.size, isDown)
      .filter(({ ticketId }) => !underWay.has(ticketId))
      .slice(0, room);
  };

  while (!signal.aborted) {
    const { rings } = bell;
    const surveys = wanted();
    for (const survey of surveys) underWay.set(survey.ticketId, dispatchOne(survey));
    if (surveys.length > 0) continue;
    const nextAtMs = book.nextAtMs() ?? Number.POSITIVE_INFINITY;
    const waitMs = Math.max(nextAtMs, line.downUntilMs) - env.now();
    // With everything that is due under way, only the bell can bring news.
    await nap(dispatch, bell, rings, waitMs <= 0 ? napMsMax : waitMs);
  }
  await Promise.all(underWay.values());
};
