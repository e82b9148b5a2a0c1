import type { Env } from '@caselog/env';
import type { Bell, EventFilter, EventStore, RecordedEvent } from '@caselog/event-store';
import type { HeldTickets } from '@caselog/held-tickets';
import type { Helpdesk } from '@caselog/helpdesk';
import type { Logger } from '@caselog/process';
import type { OutageBook } from './book.ts';

export interface OutageResolverOptions {
  readonly helpdesk: Helpdesk;
  /** Where the histories of tickets that were held back are read again. */
  readonly store: Pick<EventStore, 'readStream'>;
  readonly follow: (options: {
    readonly after: number;
    readonly filter: EventFilter;
    readonly signal: AbortSignal;
    readonly onReached?: (position: number) => void;
  }) => AsyncIterable<readonly RecordedEvent[]>;
  readonly env: Env;
  readonly log: Logger;
  /** The resolver's own file; the tickets it holds back stand in one beside it. */
  readonly bookPath: string;
  /** Tickets resolved at the same time, so that their commits share a group; default 64. */
  readonly concurrency?: number;
  /** How often released tickets are looked for; default 1 s. */
  readonly releasePollMs?: number;
}

/** What the resolver's loops share. */
export interface Work {
  readonly options: OutageResolverOptions;
  readonly book: OutageBook;
  readonly held: HeldTickets;
  readonly bell: Bell;
  readonly signal: AbortSignal;
}
