import type { EventStore } from '@caselog/event-store';
import type { Instant, Lifecycle } from '@caselog/ticket';
import { foldLedger, type FoldLedgerOptions } from './fold-ledger.ts';
import { countByState, type StateCounts } from './statistics.ts';

export interface AsOf {
  readonly at: Instant;
  /** Tickets that were open by then. */
  readonly tickets: number;
  readonly byState: StateCounts;
}

export interface AsOfOptions extends Omit<FoldLedgerOptions, 'onStep'> {
  /** `occurredAt`: what had happened by then. `recordedAt`: what the ledger knew by then. Default `occurredAt`. */
  readonly by?: 'occurredAt' | 'recordedAt';
}

/**
 * How many tickets stood in each state at an instant: a ticket stands where the last of its transitions, in its own order, that had happened
 * by then put it. That order is the truth: where a log's clock ran backwards, the later row is believed. Not pure: reads the store.
 * @throws as foldLedger does
 */
export const asOf = async (
  store: EventStore,
  at: Instant,
  { by = 'occurredAt', ...options }: AsOfOptions = {},
): Promise<AsOf> => {
  const stood = new Map<string, Lifecycle>();
  await foldLedger(store, {
    ...options,
    onStep({ recorded, before, after }) {
      const { lifecycle } = after.configuration;
      if (lifecycle === before?.configuration.lifecycle) return;
      // Instants are all of one form, so they compare as texts.
      if (recorded.metadata[by] <= at) stood.set(recorded.stream, lifecycle);
    },
  });
  return { at, tickets: stood.size, byState: countByState(stood.values()) };
};
