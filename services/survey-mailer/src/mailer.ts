import { createBell } from '@caselog/event-store';
import { backoffMs } from './backoff.ts';
import { openBook, type Book, type SurveyKey, type Survey, type SurveyStatus } from './book/book.ts';
import type { Dispatch } from './dispatch.ts';
import { takeBatch } from './intake.ts';
import type { SurveyMailerOptions } from './options.ts';
import { runSender } from './sender.ts';

/** A mailer at work. */
export interface SurveyMailer {
  /** How far it has read the ledger. */
  position(): number;
  /** What it knows of a survey. */
  find(key: SurveyKey): Survey | undefined;
  /** Surveys by what has become of them. */
  count(): Readonly<Partial<Record<SurveyStatus, number>>>;
  /** Resolves when it has ended; rejects when it cannot go on, for somebody to act. */
  readonly ended: Promise<void>;
  /** Ends it: mails under way are finished, nothing new is begun. Idempotent. Never rejects: what went wrong is told by `ended`. */
  close(): Promise<void>;
}

const defaultBackoff = { firstMs: 1_000, mostMs: 300_000 };

/** Reads scheduled surveys from the ledger into the book; after a fault of the ledger, again from where the book stands. */
const runIntake = async (dispatch: Dispatch, ring: () => void): Promise<void> => {
  const { book, env, log, signal, backoff, follow } = dispatch;
  const filter = { categories: ['ticket'], types: ['SurveyScheduled'] };
  for (let failures = 0; !signal.aborted;) {
    try {
      for await (const events of follow({ after: book.position(), filter, signal })) {
        await takeBatch(events, dispatch, (fault) => log.error(fault, 'this event schedules no survey'));
        failures = 0;
        ring();
      }
      if (!signal.aborted) throw new Error('the events ended');
    } catch (error) {
      if (signal.aborted) return;
      failures += 1;
      log.warn({ err: error }, 'the ledger could not be followed; it is tried again');
      await env.sleep(backoffMs(failures, backoff, env), signal).catch(() => undefined);
    }
  }
};

const run = async (dispatch: Dispatch): Promise<void> => {
  const { book, env, log } = dispatch;
  const bell = createBell();
  const recovered = book.recover(env.now());
  if (recovered > 0) log.warn({ surveys: recovered }, 'surveys were being sent when the mailer last ended');
  await Promise.all([runIntake(dispatch, () => bell.ring()), runSender(dispatch, bell)]);
};

const supervised = (
  work: Promise<void>,
  stop: AbortController,
  book: Book,
  close: () => void,
): Promise<void> =>
  work
    .catch((error: unknown) => {
      if (!stop.signal.aborted) throw error;
    })
    .finally(() => {
      stop.abort();
      book.close();
      close();
    });

/**
 * Starts mailing surveys: one mail for each resolved episode whose survey was scheduled, in ledger order from the position its own book
 * holds. @throws MailerBookError when another mailer works on the book.
 */
export const startMailer = (options: SurveyMailerOptions): SurveyMailer => {
  const book = openBook(options.bookPath);
  const stop = new AbortController();
  const dispatch: Dispatch = {
    ...options,
    book,
    backoff: options.backoff ?? defaultBackoff,
    signal: stop.signal,
  };
  const ended = supervised(run(dispatch), stop, book, () => options.transport.close());
  return {
    position: () => book.position(),
    find: (key) => book.find(key),
    count: () => book.count(),
    ended,
    async close() {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
};
