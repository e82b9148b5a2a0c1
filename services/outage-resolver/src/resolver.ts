import { createBackoff } from '@caselog/broadcast';
import type { Env } from '@caselog/env';
import { createBell, type Bell, type EventFilter, type RecordedEvent } from '@caselog/event-store';
import type { CommandEnvelope, Helpdesk } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import { openOutageBook, type Attachment, type OutageBook } from './book.ts';
import { changeOf, wanted } from './changes.ts';

export interface OutageResolverOptions {
  readonly helpdesk: Helpdesk;
  readonly follow: (options: {
    readonly after: number;
    readonly filter: EventFilter;
    readonly signal: AbortSignal;
    readonly onReached?: (position: number) => void;
  }) => AsyncIterable<readonly RecordedEvent[]>;
  readonly env: Env;
  readonly log: Logger;
  /** The resolver's own file. */
  readonly bookPath: string;
  /** Tickets resolved at the same time, so that their commits share a group; default 64. */
  readonly concurrency?: number;
}

/** A resolver at work. */
export interface OutageResolver {
  position(): number;
  /** Tickets of resolved outages that are still to be resolved. */
  pending(): number;
  readonly ended: Promise<void>;
  /** Ends it. Idempotent. */
  close(): Promise<void>;
}

interface Work {
  readonly options: OutageResolverOptions;
  readonly book: OutageBook;
  readonly bell: Bell;
  readonly signal: AbortSignal;
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

const resolveOne = async (
  { options: { helpdesk, log }, book }: Work,
  attachment: Attachment,
): Promise<void> => {
  const answer = await helpdesk.execute(resolutionOf(attachment));
  if (answer.outcome !== 'accepted') {
    // Resolved by somebody else meanwhile: that resolution stands.
    log.info({ ticketId: attachment.ticketId, outcome: answer.outcome }, 'the ticket needs no resolution');
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

/** How far the book lets what it does not want pass by before it notes so: a start reads no more than this anew. */
const passedMax = 1_000;

const read = async ({ options, book, bell, signal }: Work): Promise<void> => {
  const onReached = (position: number) => {
    if (position >= book.position() + passedMax) book.take([], position);
  };
  for await (const events of options.follow({ after: book.position(), filter: wanted, signal, onReached })) {
    const position = events.at(-1)?.position ?? book.position();
    book.take(
      events.flatMap((event) => changeOf(event) ?? []),
      position,
    );
    bell.ring();
  }
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
 * a report only where asked; tickets attached while that goes on are resolved too. @throws OutageBookError
 */
export const startOutageResolver = (options: OutageResolverOptions): OutageResolver => {
  const book = openOutageBook(options.bookPath);
  const stop = new AbortController();
  const work: Work = { options, book, bell: createBell(), signal: stop.signal };
  const ended = Promise.all([
    persist(work, 'reading the ledger', read),
    persist(work, 'resolving attached tickets', resolveForEver),
  ]).then(() => book.close());
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
