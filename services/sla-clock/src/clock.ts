import { createBackoff } from '@caselog/broadcast';
import { createBell, type Bell } from '@caselog/event-store';
import { openDueBook, type DueBook } from './book.ts';
import { fireDue } from './firing.ts';
import type { SlaClockOptions } from './options.ts';
import { planBatch } from './planner.ts';

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

const plan = async ({ options, book, bell, signal }: Work, well: () => void): Promise<void> => {
  const filter = { categories: ['ticket'] };
  for await (const events of options.follow({ after: book.position(), filter, signal })) {
    await planBatch(options, book, events);
    well();
    bell.ring();
  }
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
    await fireDue(work.options, work.book, work.signal);
    well();
    await rest(work, rings);
  }
};

/**
 * Starts the clock: follows the ledger, keeps what falls due as rows, sleeps to the next and fires it as a command. Any number
 * of clocks may run. @throws DueBookError when its file cannot be used.
 */
export const startSlaClock = (options: SlaClockOptions): SlaClock => {
  const book = openDueBook(options.bookPath);
  const stop = new AbortController();
  const work: Work = { options, book, bell: createBell(), signal: stop.signal };
  const ended = Promise.all([
    persist(work, 'reading the ledger', (well) => plan(work, well)),
    persist(work, 'firing what is due', (well) => fireForEver(work, well)),
  ]).then(() => book.close());
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
