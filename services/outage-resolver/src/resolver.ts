import { createBackoff } from '@caselog/broadcast';
import { createBell } from '@caselog/event-store';
import { openHeldTickets, tendHeldTickets } from '@caselog/held-tickets';
import type { Answer, CommandEnvelope } from '@caselog/helpdesk';
import type { TicketId } from '@caselog/ticket';
import { openOutageBook, type Attachment } from './book.ts';
import { wanted } from './changes.ts';
import { notePassed, takeBatch, takeTicketAgain } from './intake.ts';
import type { OutageResolverOptions, Work } from './work.ts';

/** A resolver at work. */
export interface OutageResolver {
  position(): number;
  /** Tickets of resolved outages that are still to be resolved. */
  pending(): number;
  readonly ended: Promise<void>;
  /** Ends it. Idempotent. */
  close(): Promise<void>;
}

/** Who the ledger says it was. */
export const resolverActor = 'outage-resolver';

/** The command that resolves an attached ticket: its id follows from outage and ticket, so that it is taken once. Pure. */
export const resolutionOf = (attachment: Attachment): CommandEnvelope => {
  const { outageId, ticketId, serviceCredit, incidentReport } = attachment;
  const outcome = { kind: 'known-outage-resolved', outageId, serviceCredit, incidentReport } as const;
  return {
    commandId: `outage-resolved:${outageId}:${ticketId}`,
    actor: resolverActor,
    ticketId,
    command: { type: 'ResolveTicket', data: { outcome } },
  };
};

/** Undefined for a ticket that cannot be worked on: it is held back, and attached anew once it can be read. */
const answerTo = async ({ options, held }: Work, attachment: Attachment): Promise<Answer | undefined> => {
  try {
    return await options.helpdesk.execute(resolutionOf(attachment));
  } catch (error) {
    await held.hold(attachment.ticketId, error);
    return undefined;
  }
};

const resolveOne = async (work: Work, attachment: Attachment): Promise<void> => {
  const { options, book, held } = work;
  const answer = await answerTo(work, attachment);
  if (answer) await held.letGo(attachment.ticketId);
  if (answer && answer.outcome !== 'accepted') {
    // Resolved by somebody else meanwhile: that resolution stands.
    options.log.info(
      { ticketId: attachment.ticketId, outcome: answer.outcome },
      'the ticket needs no resolution',
    );
  }
  book.settle(attachment);
};

const resolvePending = async (work: Work): Promise<void> => {
  const { concurrency = 64 } = work.options;
  for (;;) {
    const batch = work.book.pending(concurrency);
    if (batch.length === 0 || work.signal.aborted) return;
    await Promise.all(batch.map((attachment) => resolveOne(work, attachment)));
  }
};

const read = async (work: Work): Promise<void> => {
  const { options, book, bell, signal } = work;
  const onReached = (position: number): void => notePassed(book, position);
  for await (const events of options.follow({ after: book.position(), filter: wanted, signal, onReached })) {
    await takeBatch(work, events);
    bell.ring();
  }
};

/** Looks at held tickets again: at all when the resolver starts, then at those that somebody releases. */
const tend = (work: Work): Promise<void> => {
  const { env, releasePollMs } = work.options;
  const tryAgain = (ticketId: TicketId): Promise<void> => takeTicketAgain(work, ticketId);
  return tendHeldTickets(work.held, tryAgain, { env, signal: work.signal, pollMs: releasePollMs });
};

const resolveForEver = async (work: Work): Promise<void> => {
  while (!work.signal.aborted) {
    const { rings } = work.bell;
    await resolvePending(work);
    await work.bell.waitBeyond(rings, work.signal);
  }
};

/** Keeps at it until the end: whatever fails is logged and tried again after a wait. */
const persist = async (work: Work, what: string, run: (work: Work) => Promise<void>): Promise<void> => {
  const { env, log } = work.options;
  const backoff = createBackoff(env, { firstMs: 250, mostMs: 30_000 });
  while (!work.signal.aborted) {
    try {
      await run(work);
    } catch (error) {
      if (!work.signal.aborted) log.warn({ err: error }, `${what} failed; it is tried again`);
    }
    await backoff.wait(work.signal);
  }
};

/**
 * Starts the process manager of outages: when one is resolved, every ticket attached to it is resolved once, with a credit and
 * a report only where asked; tickets attached while that goes on are resolved too. A ticket that cannot be read is held back alone, for
 * the quarantine's list. @throws OutageBookError, and DatabaseUnavailableError when that list cannot be used
 */
export const startOutageResolver = async (options: OutageResolverOptions): Promise<OutageResolver> => {
  const book = openOutageBook(options.bookPath);
  const held = await openHeldTickets(options).catch((error: unknown) => {
    book.close();
    throw error;
  });
  const stop = new AbortController();
  const work: Work = { options, book, held, bell: createBell(), signal: stop.signal };
  const ended = Promise.all([
    persist(work, 'reading the ledger', read),
    persist(work, 'looking at held tickets again', tend),
    persist(work, 'resolving attached tickets', resolveForEver),
  ]).then(async () => {
    book.close();
    await held.close();
  });
  return {
    position: () => book.position(),
    pending: () => book.pending(Number.MAX_SAFE_INTEGER).length,
    ended,
    async close() {
      stop.abort();
      await ended;
    },
  };
};
