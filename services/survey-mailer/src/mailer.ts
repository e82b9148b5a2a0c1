import { createBackoff, type Backoff } from '@caselog/broadcast';
import type { DeliveriesQuery, DeliveriesResponse, MailStatus } from '@caselog/api-contract';
import { createBell, type Bell } from '@caselog/event-store';
import { openBook, type Book } from './book/book.ts';
import { surveyMailId, type BookedMail, type SurveyKey } from './book/mail.ts';
import type { Bounce } from './bounces/bounce.ts';
import { takeBounce, type BounceOutcome } from './bounces/take.ts';
import { deliveriesOf } from './deliveries.ts';
import type { Dispatch } from './dispatch/context.ts';
import { takeBatch, wantedEvents } from './intake.ts';
import { Line } from './line.ts';
import type { SurveyMailerOptions } from './options.ts';
import { runSender } from './sender.ts';

/** A mailer at work. */
export interface SurveyMailer {
  /** How far it has read the ledger. */
  position(): number;
  /** What it knows of a survey's mail. */
  find(key: SurveyKey): BookedMail | undefined;
  /** Mails by what has become of them. */
  count(): Readonly<Record<MailStatus, number>>;
  /** What became of the mails, the latest first, as a lead may see it. */
  deliveries(query?: DeliveriesQuery): DeliveriesResponse;
  /** Takes a report of a mail that came back. */
  bounce(bounce: Bounce): Promise<BounceOutcome>;
  /** Resolves when it has ended; rejects when it cannot go on, for somebody to act. */
  readonly ended: Promise<void>;
  /** Ends it: mails under way are finished, nothing new is begun. Idempotent. Never rejects: what went wrong is told by `ended`. */
  close(): Promise<void>;
}

const defaultBackoff = { firstMs: 1_000, mostMs: 300_000 };

const takeEvents = (dispatch: Dispatch, events: Parameters<typeof takeBatch>[0]): Promise<void> =>
  takeBatch(events, dispatch, (fault) => dispatch.log.error(fault, 'this event leads to no mail'));

/** Keeps at `work` until it is done or the signal aborts; a fault of the ledger is tried again after a wait. */
const persist = async (
  { env, log, signal, backoff: waits }: Dispatch,
  work: (backoff: Backoff) => Promise<void>,
): Promise<void> => {
  const backoff = createBackoff(env, waits);
  while (!signal.aborted) {
    try {
      return await work(backoff);
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, 'the ledger could not be followed; it is tried again');
      await backoff.wait(signal);
    }
  }
};

/** Reads what the ledger held when the mailer started: before a mail goes out, the book knows every one that has. */
const catchUp = async (dispatch: Dispatch): Promise<void> => {
  const { book, store, signal } = dispatch;
  const head = await store.head();
  if (book.fence() === undefined) book.raiseFence(head);
  for await (const events of store.readAll({ after: book.position(), filter: wantedEvents })) {
    const known = events.filter(({ position }) => position <= head);
    if (known.length > 0) await takeEvents(dispatch, known);
    if (signal.aborted || known.length < events.length) return;
  }
};

/** How far the book lets what it does not want pass by before it notes so: a start reads no more than this anew. */
const passedMax = 1_000;

/** Reads what happens from then on. */
const followLedger = (dispatch: Dispatch, bell: Bell): Promise<void> =>
  persist(dispatch, async (backoff) => {
    const { book, signal, follow } = dispatch;
    const onReached = (position: number): void => {
      if (position < book.position() + passedMax) return;
      book.take({ mails: [], correspondents: [], faulty: [], position });
    };
    const from = { after: book.position(), filter: wantedEvents, signal, onReached };
    for await (const events of follow(from)) {
      await takeEvents(dispatch, events);
      backoff.reset();
      bell.ring();
    }
    if (!signal.aborted) throw new Error('the events ended');
  });

const run = async (dispatch: Dispatch, line: Line, bell: Bell): Promise<void> => {
  const { book, env, log } = dispatch;
  const recovered = book.recover(env.now());
  if (recovered > 0) log.warn({ mails: recovered }, 'mails were being sent when the mailer last ended');
  await persist(dispatch, () => catchUp(dispatch));
  await Promise.all([followLedger(dispatch, bell), runSender(dispatch, line, bell)]);
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
 * Starts mailing: one mail for each cause in the ledger, in its order from the position the mailer's own book holds.
 * @throws MailerBookError when another mailer works on the book.
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
  const line = new Line(dispatch);
  const bell = createBell();
  const ended = supervised(run(dispatch, line, bell), stop, book, () => options.transport.close());
  return {
    position: () => book.position(),
    find: (key) => book.find(surveyMailId(key)),
    count: () => book.count(),
    deliveries: (query = {}) => deliveriesOf(book, query, line.view, options.from),
    bounce: (bounce) => takeBounce(dispatch, bounce),
    ended,
    async close() {
      stop.abort();
      await ended.catch(() => undefined);
    },
  };
};
