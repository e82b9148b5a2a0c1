import type { Env } from '@caselog/env';
import type { EventStore } from '@caselog/event-store';
import type { TellOptions } from './told-ticket.ts';

export interface ExporterOptions {
  readonly store: EventStore;
  readonly env: Env;
  /** The file to make. */
  readonly out: string;
  /** For what must lie on disk meanwhile. */
  readonly stagingFolder: string;
  readonly tell: TellOptions;
  /** Hears of events that were written. */
  readonly onTold: (events: number) => void;
}

/** Writes a ledger in one format, and says what the format could not carry. */
export type Exporter = (options: ExporterOptions) => Promise<readonly string[]>;
