import type { Bell } from '@caselog/event-store';
import type { BookedMail } from './book/mail.ts';
import type { Dispatch } from './dispatch/context.ts';
import { dispatchMail, isServerDown } from './dispatch/dispatch.ts';
import type { Line } from './line.ts';

/** The longest nap: a bell wakes the sender earlier. */
const napMsMax = 60_000;

/** Sleeps until the bell rings, the time has come or the signal aborts. Never rejects. */
const nap = async (dispatch: Dispatch, bell: Bell, rings: number, ms: number): Promise<void> => {
  const over = new AbortController();
  const signal = AbortSignal.any([dispatch.signal, over.signal]);
  const asleep = dispatch.env.sleep(Math.min(Math.max(ms, 0), napMsMax), signal).catch(() => undefined);
  await Promise.race([bell.waitBeyond(rings, signal), asleep]);
  over.abort();
};

/** Sends mails as their turn comes, until the signal aborts; then waits for those under way. @throws what the book throws. */
export const runSender = async (dispatch: Dispatch, line: Line, bell: Bell): Promise<void> => {
  const { book, env, log, signal, concurrency = 4 } = dispatch;
  /** By ticket: a ticket's mails go out one after the other. */
  const underWay = new Map<string, Promise<void>>();

  const dispatchOne = async (mail: BookedMail): Promise<void> => {
    const { mailId, ticketId } = mail;
    try {
      await dispatchMail(mail, dispatch);
      line.isUp();
    } catch (error) {
      if (isServerDown(error)) line.failed(error as Error);
      log.warn({ mailId, err: error }, 'mail not settled; it is tried again');
    } finally {
      underWay.delete(ticketId);
      bell.ring();
    }
  };

  const next = (): BookedMail | undefined => {
    const { isDown } = line;
    if (underWay.size >= Math.min(concurrency, isDown ? concurrency : line.width)) return undefined;
    return book
      .due(env.now(), concurrency + underWay.size, isDown)
      .find(({ ticketId }) => !underWay.has(ticketId));
  };

  while (!signal.aborted) {
    const { rings } = bell;
    const mail = next();
    if (mail && (mail.status === 'sent' || line.takeTurn())) {
      underWay.set(mail.ticketId, dispatchOne(mail));
      continue;
    }
    const nextAtMs = book.nextAtMs() ?? Number.POSITIVE_INFINITY;
    const waitMs = Math.max(nextAtMs, line.openAtMs) - env.now();
    // With everything that is due under way, only the bell can bring news; a turn that came since it was asked for is taken at once.
    const isUpToBell = waitMs <= 0 && mail === undefined && underWay.size > 0;
    await nap(dispatch, bell, rings, isUpToBell ? napMsMax : waitMs);
  }
  await Promise.all(underWay.values());
};
