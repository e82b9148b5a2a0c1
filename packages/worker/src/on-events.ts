import {
  createLanes,
  pause,
  type BackoffOptions,
  type LaneNote,
  type Lanes,
  type Verdict,
} from '@caselog/broadcast';
import { systemEnv, type Env } from '@caselog/env';
import type { RecordedEvent } from '@caselog/event-store';
import type { TicketEventType } from '@caselog/ticket';
import { openWorkerBook, type WorkerBook } from './book/book.ts';
import { takeTurn } from './book/lock.ts';
import { once } from './effects/once.ts';
import { toWorkerEvent, type HandlerContext, type WorkerEvent } from './event.ts';
import type { WorkerLedger } from './ledger/port.ts';
import { verdictOf } from './verdict.ts';

export interface OnEventsOptions<Type extends TicketEventType> {
  /** The durable name: it names the checkpoint, the effects and the quarantined lanes for ever. */
  readonly name: string;
  readonly types: readonly [Type, ...Type[]];
  readonly ledger: WorkerLedger;
  /** The file of the worker's book; made when it is not there. */
  readonly bookPath: string;
  /** Handles one event; those of one ticket one after the other, in order. What it throws is judged by `verdict`. */
  readonly handle: (event: WorkerEvent<Type>, context: HandlerContext) => Promise<void>;
  /** Where a worker that never ran begins: with what happens `now` on, or with all of history. Default `now`. */
  readonly begin?: 'now' | 'start';
  /** What an error means; undefined leaves it to the default: see `verdictOf`. */
  readonly verdict?: (error: unknown) => Verdict | undefined;
  /** Tickets handled at the same time; default 8. */
  readonly concurrency?: number;
  /** Attempts before a ticket's lane is quarantined; default 5. */
  readonly attemptsMax?: number;
  /** Waits between attempts; default 100 ms to 10,000 ms. */
  readonly backoff?: BackoffOptions;
  /** How often the checkpoint is written; default 1,000. */
  readonly checkpointMs?: number;
  /** Default: the real world's. */
  readonly env?: Env;
  readonly onNote?: (note: LaneNote) => void;
}

/** A worker at work. */
export interface Worker {
  /** Everything up to here is handled or quarantined. */
  readonly position: number;
  readonly book: WorkerBook;
  /** Resolves after `stop`; rejects with what ended it otherwise. Handle it: nobody else does. */
  readonly done: Promise<void>;
  /** Begins nothing more, waits for the handlers under way, writes the checkpoint. Idempotent. */
  stop(): Promise<void>;
}

/** Calls the handler with its event read and its helper at hand. */
const handlerOf = <Type extends TicketEventType>(
  { name, handle }: Pick<OnEventsOptions<Type>, 'name' | 'handle'>,
  book: WorkerBook,
) => {
  const attempts = new Map<string, number>();
  return async (recorded: RecordedEvent, signal: AbortSignal): Promise<void> => {
    const { id: eventId } = recorded;
    const attempt = (attempts.get(eventId) ?? 0) + 1;
    attempts.set(eventId, attempt);
    const place = { book, reader: name, eventId, signal };
    await handle(toWorkerEvent<Type>(recorded), {
      signal,
      attempt,
      once: (effect, steps) => once(place, effect, steps),
    });
    attempts.delete(eventId);
  };
};

/** Writes the checkpoint every so often, until the signal aborts. */
const keepCheckpoint = async (
  { name, env, checkpointMs = 1_000, onNote }: CheckpointOptions,
  book: WorkerBook,
  lanes: Lanes,
  signal: AbortSignal,
): Promise<void> => {
  let written = lanes.settledPosition;
  const write = async (): Promise<void> => {
    const position = lanes.settledPosition;
    if (position === written) return;
    await book.moveTo(name, position);
    written = position;
  };
  while (!signal.aborted) {
    await pause(env, checkpointMs, signal);
    try {
      await write();
    } catch (error) {
      onNote?.({ kind: 'trouble', reason: 'could not write the checkpoint', error });
    }
  }
  await lanes.stopped();
  await write();
};

interface CheckpointOptions extends Pick<OnEventsOptions<never>, 'name' | 'checkpointMs' | 'onNote'> {
  readonly env: Env;
}

const beginning = async <Type extends TicketEventType>(
  { name, ledger, begin = 'now' }: OnEventsOptions<Type>,
  book: WorkerBook,
): Promise<number> => {
  const known = await book.position(name);
  if (known !== undefined) return known;
  const position = begin === 'start' ? 0 : await ledger.head();
  await book.moveTo(name, position);
  return position;
};

/**
 * Reacts to ticket events: each event of the types wanted, once, in the order of its ticket, whatever dies. Resolves once the worker
 * is at work; a checkpoint, the effects and what was quarantined stand in its book. One worker of a book works at a time.
 * @throws WorkerRunningError, and what the book and the ledger throw
 *
 * @example
 * const worker = await onEvents({
 *   name: 'credits', types: ['TicketResolved'], ledger: remoteLedger(client), bookPath: 'credits.sqlite',
 *   handle: async ({ ticketId, data }, { once }) => { … },
 * });
 */
export const onEvents = async <Type extends TicketEventType>(
  options: OnEventsOptions<Type>,
): Promise<Worker> => {
  const { name, types, ledger, bookPath, verdict, env = systemEnv } = options;
  const { concurrency, attemptsMax, backoff, onNote } = options;
  await using stack = new AsyncDisposableStack();
  const turn = takeTurn(bookPath);
  stack.defer(() => turn.close());
  const book = await openWorkerBook(bookPath, env);
  stack.defer(() => book.close());
  const after = await beginning(options, book);
  const stopping = new AbortController();
  const { signal } = stopping;
  const lanes = await createLanes({
    reader: name,
    store: ledger,
    quarantine: book.quarantine,
    env,
    signal,
    after,
    filter: { categories: ['ticket'], types },
    handle: handlerOf(options, book),
    verdict: (error) => verdict?.(error) ?? verdictOf(error),
    ...(concurrency !== undefined && { concurrency }),
    ...(attemptsMax !== undefined && { attemptsMax }),
    ...(backoff && { backoff }),
    ...(onNote && { onNote }),
  });
  const open = stack.move();
  const read = async (): Promise<void> => {
    const onReached = (position: number) => lanes.pass(position);
    for await (const events of ledger.follow({ after, types, signal, onReached })) await lanes.push(events);
  };
  const work = async (): Promise<void> => {
    const checkpoints = keepCheckpoint({ ...options, env }, book, lanes, signal);
    try {
      await read();
    } finally {
      stopping.abort();
      await checkpoints;
      await open.disposeAsync();
    }
  };
  const done = work();
  return {
    get position() {
      return lanes.settledPosition;
    },
    book,
    done,
    async stop() {
      stopping.abort();
      await done;
    },
  };
};
