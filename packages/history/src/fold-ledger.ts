import type { EventStore, RecordedEvent } from '@caselog/event-store';
import { evolve, type TicketState } from '@caselog/ticket';
import { ticketEventOf } from './codec.ts';

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
  for await (const batch of store.readAll()) {
    signal?.throwIfAborted();
    for (const recorded of batch) {
      // Nearly all streams are tickets: passing over the others costs less than having the store look for ours.
      if (!recorded.stream.startsWith('ticket-')) continue;
      events += 1;
      const before = states.get(recorded.stream);
      const after = evolve(before, ticketEventOf(recorded));
      // Most events leave the state as it is.
      if (after !== before) states.set(recorded.stream, after);
      onStep?.({ recorded, before, after });
    }
    onProgress?.({ events, position: batch.at(-1)!.position });
  }
  return states;
};
