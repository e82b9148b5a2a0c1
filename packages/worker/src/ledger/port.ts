import type { RecordedEvent } from '@caselog/event-store';
import type { TicketEventType } from '@caselog/ticket';

interface FollowWanted {
  /** Events behind this position. */
  readonly after: number;
  readonly types: readonly TicketEventType[];
  readonly signal: AbortSignal;
  /** Called between batches: every event wanted up to this position was yielded. */
  readonly onReached: (position: number) => void;
}

/** The ledger as a worker reaches it. */
export interface WorkerLedger {
  /** Its last position now. */
  head(): Promise<number>;
  /** The events of tickets, in order, live, each once, until the signal aborts. Throws what no patience mends. */
  follow(wanted: FollowWanted): AsyncIterable<readonly RecordedEvent[]>;
  /** Events of one ticket from a revision on, `limit` at most. */
  readStream(
    stream: string,
    options?: { readonly from?: number; readonly limit?: number },
  ): Promise<readonly RecordedEvent[]>;
}
