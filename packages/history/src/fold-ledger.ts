import { createCodec, type EventStore, type RecordedEvent } from '@caselog/event-store';
import {
  evolve,
  ticketEventSchemas,
  toTicketEvent,
  type StoredTicketEvent,
  type TicketState,
} from '@caselog/ticket';

/** One event of the ledger and what it did to its ticket. */
export interface LedgerStep {
  readonly recorded: RecordedEvent;
  /** Undefined for the opening. */
  readonly before: TicketState | undefined;
  readonly after: TicketState;
}

export interface FoldLedgerOptions {
  /** Called for every event of a ticket, in the order of the ledger. */
  readonly onStep?: (step: LedgerStep) => void;
  /** Hears, after each batch, how many events were folded so far and the position reached. */
  readonly onProgress?: ((folded: { events: number; position: number }) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const batchSize = 2_000;
/** Events of the current shape were checked when they were written, so only older ones are parsed. */
const codec = createCodec<StoredTicketEvent>(ticketEventSchemas, { parseOnRead: 'upcast' });

/**
 * Folds every ticket of the ledger, in one pass in global order, and gives the states by stream. Not pure: reads the store. Holds one state
 * for each ticket in memory. @throws ForbiddenEventError, what the codec and the store throw, and the signal's reason
 */
export const foldLedger = async (
  store: EventStore,
  { onStep, onProgress, signal }: FoldLedgerOptions = {},
): Promise<ReadonlyMap<string, TicketState>> => {
  const states = new Map<string, TicketState>();
  let events = 0;
  for await (const batch of store.readAll({ filter: { categories: ['ticket'] }, batchSize })) {
    signal?.throwIfAborted();
    for (const recorded of batch) {
      const before = states.get(recorded.stream);
      const after = evolve(before, toTicketEvent(codec.decode(recorded)));
      // Most events leave the state as it is.
      if (after !== before) states.set(recorded.stream, after);
      onStep?.({ recorded, before, after });
    }
    events += batch.length;
    onProgress?.({ events, position: batch.at(-1)!.position });
  }
  return states;
};
