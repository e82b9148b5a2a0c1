import type { EventStore } from '@caselog/event-store';
import type { Output } from '@caselog/log-formats';
import type { TellOptions } from './told-ticket.ts';

export interface ExporterOptions {
  readonly store: EventStore;
  /** For what must lie on disk meanwhile. */
  readonly stagingFolder: string;
  readonly tell: TellOptions;
  /** Hears of events that were written. */
  readonly onTold: (events: number) => void;
}

/** Writes a ledger in one format. */
export interface Exporter {
  /** What the ledger holds and the format has no form for. */
  readonly notCarried: readonly string[];
  readonly write: (options: ExporterOptions, output: Output) => Promise<void>;
}

/** Said of formats that tell of tickets alone. */
export const onlyTickets = 'events that are no ticket’s: customers, outages, partners, policies';
