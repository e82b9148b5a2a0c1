import { createBackoff } from '@caselog/broadcast';
import { createBell, type Bell } from '@caselog/event-store';
import { openHeldTickets, tendHeldTickets, type HeldTickets } from '@caselog/held-tickets';
import type { TicketId } from '@caselog/ticket';
import { openDueBook, type DueBook } from './book.ts';
import { fireDue } from './firing.ts';
import type { SlaClockOptions } from './options.ts';
import { planBatch, planTicket, type Planning } from './planner.ts';

/** A clock at work. */
export interface SlaClock {
  /** How far it has read the ledger. */
  position(): number;
  /** Rows that wait for their moment. */
  waiting(): number;
  nextAtMs(): number | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** Ends it. Idempotent. */
  close(): Promise<void>;
}

interface Work {
  readonly options: SlaClockOptions;
  readonly book: DueBook;
  readonly held: HeldTickets;
  readonly bell: Bell;
  readonly signal: AbortSignal;
}

const waits = { firstMs: 250, mostMs: 30_000 };

/** Keeps at `work` until the end: whatever fails is logged and tried again after a wait. */
const persist = async (
  { options: { env, log }, signal }: Work,
  what: string,
  work: (well: () => void) => Promise<void>,
) => {
  const backoff = createBackoff(env, waits);
  while (!signal.aborted) {
    try {
      await work(() => backoff.reset());
    } catch (error) {
      if (signal.aborted) return;
      log.warn({ err: error }, `${what} failed; it is tried again`);
    }
    if (!signal.aborted) await backoff.wait(signal);
  }
};

const planningOf = ({ options, book, held }: Work): Planning & SlaClockOptions => ({
  ...options,
  book,
  held,
});

/** How far the book lets what it does not want pass by before it notes so: a start reads no more than this anew. */
const passedMax = 1_000;

const plan = async (work: Work, well: () => void): Promise<void> => {
  const { options, book, bell, signal } = work;
  const filter = { categories: ['ticket'] };
  const onReached = (position: number): void => {
    if (position >= book.position() + passedMax) book.replace([], [], position);
  };
  for await (const events of options.follow({ after: book.position(), filter, signal, onReached })) {
    await planBatch(planningOf(work), events);
    well();
    bell.ring();
  }
};

/** Works out held tickets again: all when the clock starts, then those that somebody releases. */
const tend = async (work: Work, well: () => void): Promise<void> => {
  const { options, held, bell, signal } = work;
  const tryAgain = async (ticketId: TicketId): Promise<void> => {
    await planTicket(planningOf(work), ticketId);
    well();
    bell.ring();
  };
  await tendHeldTickets(held, tryAgain, { env: options.env, signal, pollMs: options.releasePollMs });
};

/** Sleeps to the next due moment, or until a ticket changes, or for `sleepMsMax`: a clock that jumps is noticed by then. */
const rest = async ({ options, book, bell, signal }: Work, rings: number): Promise<void> => {
  const { env, sleepMsMax = 30_000 } = options;
  const nextAtMs = book.nextAtMs() ?? Number.POSITIVE_INFINITY;
  const awake = new AbortController();
  const either = AbortSignal.any([signal, awake.signal]);
  const slept = env.sleep(Math.max(0, Math.min(nextAtMs - env.now(), sleepMsMax)), either);
  await Promise.race([slept.catch(() => undefined), bell.waitBeyond(rings, either)]);
  awake.abort();
};

const fireForEver = async (work: Work, well: () => void): Promise<void> => {
  while (!work.signal.aborted) {
    const { rings } = work.bell;
    await fireDue(planningOf(work), work.signal);
    well();
    await rest(work, rings);
  }
};

/**
 * Starts the clock: follows the ledger, keeps what falls due as rows, sleeps to the next and fires it as a command. Any number
 * of clocks may run. A ticket that cannot be read is held back alone, for the quarantine's list. @throws DueBookError when its file
 * cannot be used, DatabaseUnavailableError when the list cannot be.
 */
export const startSlaClock = async (options: SlaClockOptions): Promise<SlaClock> => {
  const book = openDueBook(options.bookPath);
  const held = await openHeldTickets(options).catch((error: unknown) => {
    book.close();
    throw error;
  });
  const stop = new AbortController();
  const work: Work = { options, book, held, bell: createBell(), signal: stop.signal };
  const ended = Promise.all([
    persist(work, 'reading the ledger', (well) => plan(work, well)),
    persist(work, 'working out held tickets again', (well) => tend(work, well)),
    persist(work, 'firing what is due', (well) => fireForEver(work, well)),
  ]).then(async () => {
    book.close();
    await held.close();
  });
  return {
    position: () => book.position(),
    waiting: () => book.count(),
    nextAtMs: () => book.nextAtMs(),
    ended,
    async close() {
      stop.abort();
      await ended;
    },
  };
};
